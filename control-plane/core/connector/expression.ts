// Expressions of connectors: the language of `expression-language.ts` over plain data. There are no regular expressions in
// it, a text has 4,096 characters and 64 names at most, and its loops are counted: what one costs is bounded by that.

import { ExpressionError } from "../expression.ts";
import { dataValue } from "../expression-data.ts";
import { environment, issueOf, standIn } from "../expression-language.ts";
import { type Parsed, parseExpression, withStandIns } from "../expression-references.ts";
import type { Reference } from "../expression-scope.ts";
import type { ExpressionIssue } from "../expression-template.ts";
import { memo } from "../memo.ts";
import { LoopBudget, loopValue } from "./loop.ts";

/** What expressions may name, by their first word; `key` is a text, all others have fields. */
export type ConnectorData = Readonly<Record<string, unknown>>;

interface Program {
  parsed: Parsed;
  issues: ExpressionIssue[];
  run: ((context: Record<string, unknown>) => unknown) | null;
  /** The path when the text is one name and nothing else. */
  alone: readonly string[] | null;
  /** The same, also of a name within `int()`, `double()` or `string()`: without it there is no value. */
  source: readonly string[] | null;
}

/** Some thousand texts. */
const mostCharacters = 200_000;

export const connectorProgram: (text: string) => Program = memo(compile, mostCharacters);

function compile(text: string): Program {
  const parsed = parseExpression(text);
  const issues = [...parsed.issues];
  for (const { reference, offset, length } of parsed.references)
    if (reference.kind === "status")
      issues.push({ message: `${reference.name}() speaks of tasks`, offset, length });
  const program: Program = { parsed, issues, run: null, ...sourceIn(parsed) };
  if (issues.length > 0) return program;
  try {
    const types = parsed.references.map(({ reference }) =>
      isTruth(reference) ? ("bool" as const) : ("dyn" as const),
    );
    const run = environment.parse(withStandIns(parsed, types));
    const { valid, error } = run.check();
    if (valid) program.run = run;
    else issues.push(issueOf(error, text));
  } catch (error) {
    issues.push(issueOf(error, text));
  }
  return program;
}

const isTruth = (reference: Reference): boolean =>
  reference.kind === "has" || (reference.kind === "loop" && reference.name !== "map");

/** The path of the one name that is all of a text, or all but a conversion around it. */
function sourceIn({ text, references }: Parsed): Pick<Program, "alone" | "source"> {
  const [only, ...others] = references;
  if (only?.reference.kind !== "path" || others.length > 0) return { alone: null, source: null };
  const { path } = only.reference;
  const around = `${text.slice(0, only.offset)}_${text.slice(only.offset + only.length)}`;
  const shape = around.replaceAll(/\s/g, "");
  return {
    alone: shape === "_" ? path : null,
    source: /^(_|(int|double|string)\(_\))$/.test(shape) ? path : null,
  };
}

/**
 * The value of an expression: what JSON has, with integers as numbers. One name alone may also be a list, a map or null.
 * @throws ExpressionError where it has none.
 */
export const connectorValue = (text: string, data: ConnectorData): unknown =>
  evaluated(text, data, new LoopBudget());

function evaluated(text: string, data: ConnectorData, budget: LoopBudget): unknown {
  const program = connectorProgram(text);
  const fail = (why: string): never => {
    throw new ExpressionError(`\`${text.trim()}\`: ${why}`);
  };
  if (program.run === null) return fail(program.issues[0]?.message ?? "not valid");
  if (program.alone !== null) return valueAt(program.alone, data) ?? fail("it has no value");
  const context: Record<string, unknown> = {};
  const missing: string[] = [];
  for (const [index, { reference, offset, length }] of program.parsed.references.entries()) {
    if (reference.kind === "status") return fail("it speaks of tasks");
    const value = referenceValue(reference, data, budget);
    if (value === undefined) missing.push(text.slice(offset, offset + length).trim());
    else context[standIn(isTruth(reference) ? "bool" : "dyn", index)] = value;
  }
  try {
    return fromCel(program.run(context));
  } catch (error) {
    const isMissing = (error as { code?: string }).code === "unknown_variable";
    return fail(isMissing ? `${missing.join(", ")} has no value` : issueOf(error, text).message);
  }
}

/** Undefined where it has none. */
function referenceValue(
  reference: Exclude<Reference, { kind: "status" }>,
  data: ConnectorData,
  budget: LoopBudget,
): unknown {
  if (reference.kind === "loop")
    return loopValue(reference, valueAt(reference.list, data), budget, (text, names) =>
      evaluated(text, { ...data, ...names }, budget),
    );
  const value = plainAt(reference.path, data);
  return reference.kind === "has" ? value !== undefined : value;
}

/** Whether a condition holds; one without a value, or whose value is no truth, doesn't. */
export function connectorHolds(condition: string, data: ConnectorData): boolean {
  try {
    return connectorValue(condition, data) === true;
  } catch (error) {
    if (error instanceof ExpressionError) return false;
    throw error;
  }
}

/** `json.PATH` is the value at that path as JSON text: some systems take JSON within JSON. */
function plainAt(path: readonly string[], data: ConnectorData) {
  if (path[0] !== "json") return dataValue(path, data);
  const value = valueAt(path.slice(1), data);
  return value === undefined ? undefined : JSON.stringify(value);
}

/** The value as it is; undefined where the path leads nowhere. Own properties only: no name reaches a prototype. */
function valueAt(path: readonly string[], data: ConnectorData): unknown {
  if (path[0] === "json") return plainAt(path, data);
  let at: unknown = data;
  for (const [index, step] of path.entries()) {
    if (typeof at !== "object" || at === null) return undefined;
    const key = index === 2 && path[1] === "headers" ? step.toLowerCase() : step;
    if (!Object.hasOwn(at, key)) return undefined;
    at = (at as Record<string, unknown>)[key];
  }
  return at;
}

function fromCel(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromCel);
  if (typeof value !== "bigint") return value;
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
}
