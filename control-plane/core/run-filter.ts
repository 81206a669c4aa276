// `--where`: a CEL expression over what a run is, for lists of runs and for acts on many.

import { type ASTNode, Environment } from "@marcbachmann/cel-js";
import { issueOf, leftOut } from "./expression-language.ts";
import { maxExpressionLength } from "./expression-references.ts";
import type { ExpressionIssue } from "./expression-template.ts";
import type { RunState } from "./run.ts";
import { didYouMean } from "./suggest.ts";

/** What an expression may name, by the same names. */
export interface FilterableRun {
  id: string;
  pipeline: string;
  project: string;
  /** The team of its pipeline. */
  owner: string;
  tags: Record<string, string[]>;
  state: RunState;
  /** Business date, YYYY-MM-DD. */
  date: string;
  slot: string;
  generation: number;
  trigger: string;
  reason: string;
  actor: string;
  commit: string;
  /** A person opened gates of it or gave it other values. */
  overridden: boolean;
  dueAt: Date;
  createdAt: Date;
}

/** Texts are empty where a run has none. */
const types: Record<keyof FilterableRun | "age", string> = {
  id: "string",
  pipeline: "string",
  project: "string",
  owner: "string",
  tags: "map<string, list<string>>",
  state: "string",
  date: "string",
  slot: "string",
  generation: "int",
  trigger: "string",
  reason: "string",
  actor: "string",
  commit: "string",
  overridden: "bool",
  dueAt: "google.protobuf.Timestamp",
  createdAt: "google.protobuf.Timestamp",
  // Since it was created.
  age: "google.protobuf.Duration",
};

const environment = makeEnvironment();
/** The library keeps the class of durations to itself; it makes one of a text. */
const toDuration = environment.parse("duration(reason)");

function makeEnvironment(): Environment {
  const made = new Environment({
    limits: { maxAstNodes: 500, maxDepth: 32, maxListElements: 200, maxCallArguments: 64 },
  });
  for (const [name, type] of Object.entries(types)) made.registerVariable(name, type);
  return made;
}

export type RunFilter =
  /** A run for which the expression has no value, such as a tag that it lacks, is not meant. */
  { matches(run: FilterableRun, now: Date): boolean } | { issues: ExpressionIssue[] };

export function compileRunFilter(text: string): RunFilter {
  const failed = (message: string, help?: string): RunFilter => ({
    issues: [{ message, offset: 0, length: text.length, ...(help === undefined ? {} : { help }) }],
  });
  if (text.trim() === "" || text.length > maxExpressionLength)
    return failed(`the expression must have 1 to ${maxExpressionLength} characters`);
  try {
    const program = environment.parse(text);
    const hostile = leftOutIn(program.ast);
    if (hostile !== null) return failed(`\`${hostile}\` is not known here`, leftOut[hostile]);
    const { valid, type, error } = program.check();
    if (!valid) return { issues: [named(issueOf(error, text))] };
    if (type !== "bool")
      return failed(
        `the result must be a bool, and is a ${type}`,
        "compare it with something: ==, !=, <, >, in",
      );
    return {
      matches: (run, now) => {
        try {
          return (
            program({ ...run, generation: BigInt(run.generation), age: ageOf(run, now) }) === true
          );
        } catch {
          return false;
        }
      },
    };
  } catch (error) {
    return { issues: [named(issueOf(error, text))] };
  }
}

const ageOf = ({ createdAt }: FilterableRun, now: Date): unknown =>
  toDuration({ reason: `${Math.max(0, now.getTime() - createdAt.getTime())}ms` });

/** The first function that could run for years; there are as many runs as there are. */
function leftOutIn(node: unknown): string | null {
  if (Array.isArray(node)) {
    for (const part of node) {
      const found = leftOutIn(part);
      if (found !== null) return found;
    }
    return null;
  }
  if (typeof node !== "object" || node === null || !("op" in node)) return null;
  const { op, args } = node as ASTNode;
  const [name] = Array.isArray(args) ? args : [];
  if ((op === "call" || op === "rcall") && typeof name === "string" && Object.hasOwn(leftOut, name))
    return name;
  return leftOutIn(args);
}

function named(issue: ExpressionIssue): ExpressionIssue {
  const unknown = /^Unknown variable: (\w+)/.exec(issue.message)?.[1];
  if (unknown === undefined) return issue;
  const names = Object.keys(types);
  const help = didYouMean(unknown, names) ?? `known: ${names.join(", ")}`;
  return { ...issue, message: `a run has no "${unknown}"`, help };
}
