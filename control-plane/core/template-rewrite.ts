// Expressions that move: a template's text becomes part of the pipeline that uses it, and its names must still mean the same.
// Parameters are replaced by CEL, never by text: a value that holds quotes, `}}` or shell code stays one value.

import { hasExpression, parseTemplateText } from "./expression.ts";
import { parseExpression } from "./expression-references.ts";
import type { ParamType, Scalar } from "./pipeline.ts";

export interface Renaming {
  /** CEL for each parameter of the template; null keeps `params` as they are. */
  params: Record<string, string> | null;
  /** Names in the pipeline for each local task: several when the task itself uses a template. */
  tasks: ReadonlyMap<string, readonly string[]>;
}

/** A CEL text with its parameters and task names replaced. The text has passed its checks. */
export function rewriteExpression(text: string, renaming: Renaming): string {
  let rewritten = "";
  let position = 0;
  const references = parseExpression(text).references.toSorted((a, b) => a.offset - b.offset);
  for (const { reference, offset, length } of references) {
    if (reference.kind === "loop") continue;
    const replacement =
      reference.kind === "status"
        ? statusCall(reference.name, reference.tasks, renaming)
        : pathText(reference.path, reference.kind === "has", renaming);
    if (replacement === null) continue;
    rewritten += text.slice(position, offset) + replacement;
    position = offset + length;
  }
  return rewritten + text.slice(position);
}

/** The same for every `${{ }}` of a text. */
export function rewriteText(text: string, renaming: Renaming): string {
  if (!hasExpression(text)) return text;
  let rewritten = "";
  let position = 0;
  for (const part of parseTemplateText(text).parts) {
    if (part.kind === "text") continue;
    rewritten += `${text.slice(position, part.start)}\${{ ${rewriteExpression(part.expression, renaming)} }}`;
    position = part.end;
  }
  return rewritten + text.slice(position);
}

function statusCall(name: string, tasks: readonly string[], renaming: Renaming): string | null {
  if (tasks.length === 0) return null;
  const names = tasks.flatMap((task) => renaming.tasks.get(task) ?? [task]);
  return `${name}(${names.map((task) => JSON.stringify(task)).join(", ")})`;
}

function pathText(path: readonly string[], isHas: boolean, renaming: Renaming): string | null {
  const [root, name = "", ...rest] = path;
  if (root === "params" && renaming.params !== null) return renaming.params[name] ?? null;
  if (root !== "needs") return null;
  const names = renaming.tasks.get(name);
  if (names === undefined || (names.length === 1 && names[0] === name)) return null;
  const text = [`needs[${JSON.stringify(names[0])}]`, ...rest].join(".");
  return isHas ? `has(${text})` : text;
}

/**
 * A condition whose `failed()`, `succeeded()` and `finished()` without names are given the names of `needs`, so that it
 * keeps its meaning in a task that needs others as well. Over no needs they are constants.
 */
export function withNamedNeeds(text: string, needs: readonly string[]): string {
  let rewritten = "";
  let position = 0;
  const references = parseExpression(text).references.toSorted((a, b) => a.offset - b.offset);
  for (const { reference, offset, length } of references) {
    if (reference.kind !== "status" || reference.tasks.length > 0) continue;
    const names = needs.map((need) => JSON.stringify(need)).join(", ");
    const constant = reference.name === "failed" ? "false" : "true";
    rewritten += text.slice(position, offset);
    rewritten += needs.length === 0 ? constant : `${reference.name}(${names})`;
    position = offset + length;
  }
  return rewritten + text.slice(position);
}

/** Tasks whose state or outputs a CEL text names through `needs`. */
export const neededTasks = (text: string): string[] =>
  parseExpression(text).references.flatMap(({ reference }) =>
    (reference.kind === "path" || reference.kind === "has") && reference.path[0] === "needs"
      ? (reference.path[1] ?? [])
      : [],
  );

/** CEL for a literal value of a declared type. */
export function literal(value: Scalar, type: ParamType): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (type === "number" && Number.isInteger(value)) return `(${value}.0)`;
  return `(${String(value)})`;
}

/** CEL for a text that holds `${{ }}`, as a value of the declared type. The text has passed its checks. */
export function expressionOf(text: string, type: ParamType): string {
  const { parts } = parseTemplateText(text);
  const only = parts.length === 1 ? parts[0] : undefined;
  const isText = type === "string" || type === "date";
  if (only?.kind === "expression" && !isText) return `(${only.expression})`;
  const pieces = parts.map((part) =>
    part.kind === "text" ? JSON.stringify(part.text) : `string(${part.expression})`,
  );
  return `(${pieces.join(" + ")})`;
}

/** What must follow an expression so that only one of the declared type passes the check. */
const probes: Record<ParamType, string> = {
  string: "",
  date: "",
  integer: " + 0",
  number: " + 0.0",
  boolean: " && true",
};

/** An expression that is valid just when `text` gives a value of the type. */
export const typeProbe = (text: string, type: ParamType): string =>
  expressionOf(text, type) + probes[type];
