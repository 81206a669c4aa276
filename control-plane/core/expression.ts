// Expressions as users write them: checked against a scope when a project is validated, evaluated when a task starts.
// The language is a part of CEL (docs/expressions.md).

import { environment, issueOf, standIn } from "./expression-language.ts";
import { type Parsed, parseExpression, withStandIns } from "./expression-references.ts";
import {
  type CelType,
  type ExpressionScope,
  type ExpressionValues,
  type ReferenceType,
  referenceType,
  scopeWithoutItem,
} from "./expression-scope.ts";
import { type ExpressionIssue, hasExpression, parseTemplateText } from "./expression-template.ts";
import { celElementOf } from "./expression-types.ts";
import { type ReferenceValue, referenceValue } from "./expression-values.ts";
import { declaredPlace } from "./for-each.ts";
import { memo } from "./memo.ts";
import type { OutputValue, Pipeline, Scalar, ScalarType, Task } from "./pipeline.ts";

export type {
  EndValues,
  ExpressionScope,
  ExpressionValues,
  NeedValue,
  RunValues,
} from "./expression-scope.ts";
export { paramTypes } from "./expression-scope.ts";
export {
  type ExpressionIssue,
  type ExpressionPart,
  hasExpression,
  type Part,
  parseTemplateText,
  type TextPart,
} from "./expression-template.ts";
export { commonType } from "./matrix-types.ts";

/** An expression that passed the check but has no value in this run; the message is for people. */
export class ExpressionError extends Error {
  override name = "ExpressionError";
}

interface Program {
  issues: ExpressionIssue[];
  type: ReferenceType | null;
  run: ((context: Record<string, unknown>) => unknown) | null;
}

interface Entry {
  parsed: Parsed;
  /** By the types of the references: all that a scope changes about a text. */
  programs: Map<string, Program>;
}

/** 10,000 specs share few distinct texts; these are some 10,000, and 20 MB of memory. */
const mostCharacters = 400_000;

/**
 * Everything that is wrong with a CEL text in a scope; offsets count from the start of `text`.
 * Of a condition (`if`, `when`, `while`) the result must be a bool, else a string, number or bool.
 */
export function checkExpression(text: string, scope: ExpressionScope): ExpressionIssue[] {
  const { issues, type } = judge(text, scope);
  const what = scope.outputs
    ? "`while`"
    : scope.end === "condition"
      ? "`when`"
      : scope.allowStatus
        ? "`if`"
        : null;
  if (issues.length > 0 || what === null || type === "bool") return issues;
  return [noBool(what, type, text)];
}

/** The same for a condition on a system's answer, whose result may show only when it is there. */
export function checkAnswerCondition(text: string, scope: ExpressionScope): ExpressionIssue[] {
  const { issues, type } = judge(text, scope);
  return issues.length > 0 || type === "bool" || type === "dyn"
    ? issues
    : [noBool("a condition", type, text)];
}

/** Of a CEL text that must give a list: of what, or what is wrong. */
export function checkList(
  text: string,
  scope: ExpressionScope,
): { item: ScalarType } | { issues: ExpressionIssue[] } {
  const { issues, type } = judge(text, scope);
  if (issues.length > 0) return { issues };
  const element = celElementOf(type ?? "");
  if (element !== null) return { item: scalarTypes[element] };
  const help =
    "read an output that is declared as a list, such as `outputs: {files: list<string>}`";
  return { issues: [issue(`this is ${article(type)}, not a list`, help, 0, text.length)] };
}

const scalarTypes: Record<CelType, ScalarType> = {
  string: "string",
  int: "integer",
  double: "number",
  bool: "boolean",
};

/** The scope of a task of a normalized pipeline: `allowStatus` for its `if`, which names no item. */
export function scopeOf(pipeline: Pipeline, task: Task, allowStatus: boolean): ExpressionScope {
  const scope = scopeWithoutItem(pipeline, task, allowStatus);
  if (task.forEach === undefined || allowStatus) return scope;
  // What undoes an instance has its item.
  const own = task.phase === "undo" ? pipeline.tasks[declaredPlace(task.needs[0] ?? 0)] : task;
  const found = checkList(task.forEach, scopeWithoutItem(pipeline, own ?? task, false));
  return "item" in found ? { ...scope, item: found.item } : scope;
}

const noBool = (what: string, type: ReferenceType | null, text: string): ExpressionIssue =>
  issue(
    `${what} needs a bool, and this is ${article(type)}`,
    "compare it with something: ==, !=, <, >",
    0,
    text.length,
  );

function judge(text: string, scope: ExpressionScope): Pick<Program, "issues" | "type"> {
  const entry = entryOf(text);
  if (entry.parsed.issues.length > 0) return { issues: entry.parsed.issues, type: null };
  const types: ReferenceType[] = [];
  const issues: ExpressionIssue[] = [];
  for (const { reference, offset, length } of entry.parsed.references) {
    const type = referenceType(reference, scope);
    if (typeof type === "string") types.push(type);
    else issues.push(issue(type.message, type.help, offset, length));
  }
  return issues.length > 0 ? { issues, type: null } : programOf(entry, types);
}

/** The same for every `${{ }}` of a text; offsets count from the start of the text. */
export function checkTemplateText(text: string, scope: ExpressionScope): ExpressionIssue[] {
  if (!hasExpression(text)) return [];
  const { parts, issues: found } = parseTemplateText(text);
  const issues = [...found];
  for (const part of parts) {
    if (part.kind === "text") continue;
    for (const one of checkExpression(part.expression, scope))
      issues.push({ ...one, offset: one.offset + part.offset });
  }
  return issues;
}

/**
 * The value of a CEL text that passed checkExpression in `values.scope`; a list's is its JSON.
 * @throws ExpressionError when this run has no value for it (a skipped task's output, a division by zero).
 */
export function evaluate(text: string, values: ExpressionValues): Scalar {
  const value = evaluateAny(text, values);
  if (!Array.isArray(value)) return value;
  const json = JSON.stringify(value);
  if (json.length <= maxListText) return json;
  throw new ExpressionError(
    `\`${text}\`: the list has ${json.length} characters as JSON; ${maxListText} are allowed in a text`,
  );
}

/** A list stands in texts as JSON, and an environment variable must hold it. */
const maxListText = 65_536;

/**
 * The items of a CEL text that passed checkList in `values.scope`.
 * @throws ExpressionError as `evaluate` does.
 */
export function evaluateList(text: string, values: ExpressionValues): Scalar[] {
  const value = evaluateAny(text, values);
  if (Array.isArray(value)) return value;
  throw new ExpressionError(`\`${text}\`: ${JSON.stringify(value)} is not a list`);
}

/** As `evaluate`, with a list as it is. @throws ExpressionError as `evaluate` does. */
export function evaluateAny(text: string, values: ExpressionValues): OutputValue {
  const entry = entryOf(text);
  const fail = (reason: string): never => {
    throw new ExpressionError(`\`${text}\`: ${reason}`);
  };
  const [parseIssue] = entry.parsed.issues;
  if (parseIssue) return fail(parseIssue.message);
  const types: ReferenceType[] = [];
  const context: Record<string, unknown> = {};
  const missing: string[] = [];
  for (const [index, { reference, offset, length }] of entry.parsed.references.entries()) {
    const type = referenceType(reference, values.scope);
    if (typeof type !== "string") return fail(type.message);
    types.push(type);
    const value = referenceValue(reference, values);
    if (value === undefined) missing.push(text.slice(offset, offset + length));
    else context[standIn(type, index)] = toCel(value, type);
  }
  const program = programOf(entry, types);
  if (program.run === null) return fail(program.issues[0]?.message ?? "not valid");
  try {
    return fromCel(program.run(context));
  } catch (error) {
    // The library notices a missing value only where it is needed: `failed('a') || needs.b.outputs.n > 0` is fine.
    const isMissing = (error as { code?: string }).code === "unknown_variable";
    return fail(
      isMissing ? `${missing.join(", ")} has no value in this run` : issueOf(error, text).message,
    );
  }
}

/**
 * A text with every `${{ }}` replaced by its value.
 * @throws ExpressionError as `evaluate` does.
 */
export function renderTemplateText(text: string, values: ExpressionValues): string {
  if (!hasExpression(text)) return text;
  const { parts, issues } = parseTemplateText(text);
  if (issues[0]) throw new ExpressionError(issues[0].message);
  return parts
    .map((part) => (part.kind === "text" ? part.text : String(evaluate(part.expression, values))))
    .join("");
}

const entryOf = memo(
  (text): Entry => ({ parsed: parseExpression(text), programs: new Map() }),
  mostCharacters,
);

function programOf(entry: Entry, types: readonly ReferenceType[]): Program {
  const key = types.join();
  const known = entry.programs.get(key);
  if (known) return known;
  const program = compile(entry.parsed, types);
  entry.programs.set(key, program);
  return program;
}

function compile(parsed: Parsed, types: readonly ReferenceType[]): Program {
  const failed = (issues: ExpressionIssue[]): Program => ({ issues, type: null, run: null });
  try {
    const run = environment.parse(withStandIns(parsed, types));
    const { valid, type, error } = run.check();
    if (!valid) return failed([issueOf(error, parsed.text)]);
    // What comes out of a `dyn` is looked at when it is there.
    if (isCelType(type) || type === "dyn" || celElementOf(type ?? "") !== null)
      return { issues: [], type: type as ReferenceType, run };
    const message = `the result must be a string, number or bool or a list of them, and is ${article(type)}`;
    return failed([issue(message, undefined, 0, parsed.text.length)]);
  } catch (error) {
    return failed([issueOf(error, parsed.text)]);
  }
}

const isCelType = (type: string | undefined): type is CelType =>
  type === "string" || type === "int" || type === "double" || type === "bool";

const article = (type: string | null | undefined): string =>
  type === "int" ? "an int" : `a ${type ?? "value of no type"}`;

function issue(
  message: string,
  help: string | undefined,
  offset: number,
  length: number,
): ExpressionIssue {
  return help === undefined ? { message, offset, length } : { message, help, offset, length };
}

function toCel(value: ReferenceValue, type: ReferenceType): unknown {
  if (type === "dyn") return value;
  if (Array.isArray(value)) return value.map((item) => toCel(item, celElementOf(type) ?? "string"));
  if (type === "int") return BigInt(value);
  return type === "string" ? String(value) : value;
}

function fromCel(value: unknown): OutputValue {
  if (Array.isArray(value)) return value.map(fromCelScalar);
  return fromCelScalar(value);
}

function fromCelScalar(value: unknown): Scalar {
  if (typeof value === "bigint") {
    if (Number.isSafeInteger(Number(value))) return Number(value);
    throw new ExpressionError(`${value} is beyond the integers that can be kept exactly (2^53)`);
  }
  if (typeof value === "number" && !Number.isFinite(value))
    throw new ExpressionError("the result is not a finite number");
  if (typeof value === "object" && value !== null)
    throw new ExpressionError("the result is a list or a map, not one value");
  return value as Scalar;
}
