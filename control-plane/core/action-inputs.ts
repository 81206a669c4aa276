// Where the inputs of `ssh`, `http`, `sql`, `container`, `kubernetes`, `pipeline` and of connectors hold expressions, and how
// each may be used: one list for the checks, for templates that move texts into other pipelines, and for the moment when an
// attempt gets its values.
// Where the inputs of what `uses` names hold expressions, and how each may be used: one list for the checks, for templates
// that move texts into other pipelines, and for the moment when an attempt gets its values.

import type { DataKind } from "./expression-data.ts";
import { isTemplatePath } from "./local-task.ts";

/**
 * `url`: values are encoded. `answerUrl`: the same, and it may name the answer to an earlier request. `text`: values are
 * put in as texts. `value`: a text that is one `${{ }}` becomes its value with the type. `condition`, `cel`: an expression
 * without braces, over an answer. `script`: the text of a command, in which
 * values become variables.
 */
export type InputKind = "url" | "answerUrl" | "text" | "value" | "condition" | "cel" | "script";

export interface Input {
  path: (string | number)[];
  kind: InputKind;
  text: string;
}

/** What each kind may name of an answer. */
export const dataOf = (uses: string, kind: InputKind): DataKind | undefined => {
  if (uses === "sql") return kind === "condition" ? "result" : undefined;
  return kind === "answerUrl" || kind === "condition" || kind === "cel" ? "response" : undefined;
};

export const isExpressionAlone = (kind: InputKind): boolean =>
  kind === "condition" || kind === "cel";

/** Kinds of the places by path; `*` is every key, `**` every text below. */
const places: Record<string, readonly [path: readonly string[], kind: InputKind][]> = {
  http: [
    [["url"], "url"],
    [["query", "*"], "text"],
    [["headers", "*"], "text"],
    [["json", "**"], "value"],
    [["form", "*"], "text"],
    [["expect"], "condition"],
    [["poll", "url"], "answerUrl"],
    [["poll", "until"], "condition"],
    [["poll", "fail"], "condition"],
    [["poll", "cancel", "url"], "answerUrl"],
    [["outputs", "*"], "cel"],
  ],
  // An action has its `run` as script and variables.
  ssh: [
    [["run"], "script"],
    [["env", "*"], "text"],
    [["workingDirectory"], "text"],
  ],
  sql: [
    [["params", "*"], "value"],
    [["expect"], "condition"],
  ],
  check: [[["params", "*"], "value"]],
  // What another scheduler was told, whatever signs are in it.
  unsupported: [],
  container: [
    [["command", "**"], "text"],
    [["env", "*"], "text"],
  ],
  kubernetes: [
    [["command", "**"], "text"],
    [["args", "**"], "text"],
    [["env", "*"], "text"],
  ],
  connector: [
    [["inputs", "**"], "value"],
    [["rerun"], "text"],
  ],
  transfer: [
    [["from", "path"], "text"],
    [["to", "path"], "text"],
    [["files", "**"], "text"],
    [["moveTo"], "text"],
  ],
  file: [
    [["path"], "text"],
    [["files", "**"], "text"],
  ],
  pipeline: [
    [["params", "*"], "value"],
    [["date"], "text"],
  ],
};

/** In the `with` of a task; what its connector takes is the connector's to say. */
const placesOfConnector: (typeof places)[string] = [[["**"], "value"]];

/** @param uses of a task, or the kind of an action; a template's path has inputs of another kind */
const placesOf = (uses: string): (typeof places)[string] => {
  if (Object.hasOwn(places, uses)) return places[uses] ?? [];
  return uses === "command" || isTemplatePath(uses) ? [] : placesOfConnector;
};

/** Whether it has inputs that hold expressions: a command has a script, and no inputs. */
export const hasInputs = (uses: string): boolean => placesOf(uses).length > 0;

/** A copy of the inputs in which `change` has replaced every text that may hold an expression. */
export function mapInputs<T extends object>(
  uses: string,
  inputs: T,
  change: (input: Input) => unknown,
): T {
  let mapped: unknown = inputs;
  for (const [path, kind] of placesOf(uses)) mapped = mapPlace(mapped, path, [], kind, change);
  return mapped as T;
}

/** Every text that may hold an expression, in a fixed order. */
export function listInputs(uses: string, inputs: object): Input[] {
  const found: Input[] = [];
  mapInputs(uses, inputs, (input) => {
    found.push(input);
    return input.text;
  });
  return found;
}

function mapPlace(
  node: unknown,
  path: readonly string[],
  at: (string | number)[],
  kind: InputKind,
  change: (input: Input) => unknown,
): unknown {
  const [step, ...rest] = path;
  if (step === undefined || step === "**") {
    if (typeof node === "string") return change({ path: at, kind, text: node });
    if (step === undefined || typeof node !== "object" || node === null) return node;
    if (Array.isArray(node))
      return node.map((item, index) => mapPlace(item, path, [...at, index], kind, change));
    return mapKeys(node, Object.keys(node), (key, value) =>
      mapPlace(value, path, [...at, key], kind, change),
    );
  }
  if (typeof node !== "object" || node === null) return node;
  const keys = step === "*" ? Object.keys(node) : Object.hasOwn(node, step) ? [step] : [];
  return mapKeys(node, keys, (key, value) => mapPlace(value, rest, [...at, key], kind, change));
}

/** `Object.fromEntries` and not assignment: a field of a body may be called `__proto__`. */
function mapKeys(
  node: object,
  keys: readonly string[],
  map: (key: string, value: unknown) => unknown,
): object {
  if (keys.length === 0) return node;
  const chosen = new Set(keys);
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, chosen.has(key) ? map(key, value) : value]),
  );
}
