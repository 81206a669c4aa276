// The part of CEL that Trunkline accepts: its functions, and the one library environment that checks and runs it.

import { Environment } from "@marcbachmann/cel-js";
import { type ReferenceType, statusFunctions } from "./expression-scope.ts";
import type { ExpressionIssue } from "./expression-template.ts";

/** Longest string that a function gives: as much as one environment variable may hold (128 kB) and spare. */
const maxStringLength = 65_536;
/** Most references in one expression: the size of the bank of stand-ins. */
export const maxReferences = 64;

/** Each shorter than what it stands for: a list is an output. */
const bank: Record<ReferenceType, string> = {
  string: "s",
  int: "i",
  double: "d",
  bool: "b",
  dyn: "x",
  "list<string>": "ls",
  "list<int>": "li",
  "list<double>": "ld",
  "list<bool>": "lb",
};

/** Name of a reference's stand-in: `s3` is the fourth reference, a string. */
export const standIn = (type: ReferenceType, index: number): string => `${bank[type]}${index}`;

/** What users may call, with the text that is shown when they call it wrongly. */
export const functions: Record<string, string> = {
  size: "size(string), size(list) or string.size()",
  string: "string(value)",
  int: "int(value)",
  double: "double(value)",
  addDays: "addDays(date, days): addDays(run.date, -1) is the day before",
  dayOfWeek: "dayOfWeek(date): 1 is Monday, 7 is Sunday",
  last: "last(list)",
  ...Object.fromEntries(statusFunctions.map((name) => [name, `${name}() or ${name}('task')`])),
  has: "has(needs.task.outputs.name)",
};

export const methods: Record<string, string> = {
  contains: "string.contains(string)",
  startsWith: "string.startsWith(string)",
  endsWith: "string.endsWith(string)",
  indexOf: "string.indexOf(string)",
  lowerAscii: "string.lowerAscii()",
  upperAscii: "string.upperAscii()",
  trim: "string.trim()",
  substring: "string.substring(start, end)",
  replace: "string.replace(from, to)",
  size: "string.size()",
};

/** CEL features that are left out on purpose; see docs/expressions.md. */
export const leftOut: Record<string, string> = {
  matches: "regular expressions are left out, because a hostile one can run for years",
  filter: "loops are left out",
  exists_one: "loops are left out",
};

export const environment = makeEnvironment();

function makeEnvironment(): Environment {
  const made = new Environment({
    limits: { maxAstNodes: 500, maxDepth: 32, maxListElements: 200, maxCallArguments: 64 },
  });
  for (const type of Object.keys(bank) as ReferenceType[])
    for (let index = 0; index < maxReferences; index++)
      made.registerVariable(standIn(type, index), type);
  made.registerFunction("addDays(string, int): string", addDays);
  made.registerFunction("dayOfWeek(string): int", (date: string) => BigInt(day(date).dayOfWeek));
  made.registerFunction("last(list): dyn", last);
  made.registerFunction("string.replace(string, string): string", replace);
  return made;
}

const day = (date: string): Temporal.PlainDate => {
  if (!/^\d{4}-\d\d-\d\d$/.test(date)) throw new Error(`"${date}" is not a date YYYY-MM-DD`);
  return Temporal.PlainDate.from(date, { overflow: "reject" });
};

function addDays(date: string, days: bigint): string {
  const moved = day(date).add({ days: Number(days) });
  if (moved.year < 0 || moved.year > 9999) throw new Error("the date leaves the years 0 to 9999");
  return moved.toString();
}

function last(list: unknown[]): unknown {
  if (list.length === 0) throw new Error("last() needs a list that is not empty");
  return list.at(-1);
}

function replace(text: string, from: string, to: string): string {
  if (from === "") throw new Error("replace() needs something to replace");
  const pieces = text.split(from);
  if (text.length + (pieces.length - 1) * (to.length - from.length) > maxStringLength)
    throw new Error(`the result would be longer than ${maxStringLength} characters`);
  return pieces.join(to);
}

const helpByCode: Record<string, string> = {
  no_such_overload: "convert one side: string(x), int(x) or double(x)",
  incompatible_ternary_branches: "both results of `? :` must have one type",
};

/** The library's error in our terms; its message without the drawing, its place cut to the text. */
export function issueOf(error: unknown, text: string): ExpressionIssue {
  const found = error as { code?: string; summary?: string; message?: string };
  const range = (error as { range?: { start: number; end: number } }).range;
  const offset = Math.min(range?.start ?? 0, text.length);
  const length = Math.max(0, Math.min(range?.end ?? text.length, text.length) - offset);
  const message = found.summary ?? found.message ?? String(error);
  const issue: ExpressionIssue = { message, offset, length };
  const called = /'(?:\w+\.)?(\w+)\(/.exec(found.code === "no_matching_overload" ? message : "");
  const signature = called?.[1] && (functions[called[1]] ?? methods[called[1]]);
  const help = signature
    ? `write ${signature}`
    : /^Unexpected character: =/.test(message)
      ? "write == to compare"
      : helpByCode[found.code ?? ""];
  return help === undefined ? issue : { ...issue, help };
}
