// What an expression may name, and of which type.

import {
  type Data,
  type DataKind,
  type DataType,
  responseType,
  resultType,
} from "./expression-data.ts";
import type { EndValues, RunValues } from "./expression-facts.ts";
import { type Loop, noLoop } from "./expression-loop.ts";
import { type CelListType, type CelType, celTypeOf, listsOf } from "./expression-types.ts";
import { declaredPlace, isExpanded } from "./for-each.ts";
import { matrixTypesOf } from "./matrix-types.ts";
import type {
  OutputType,
  OutputValue,
  ParamType,
  Pipeline,
  Scalar,
  ScalarType,
  Task,
} from "./pipeline.ts";
import type { TaskState } from "./run.ts";
import { didYouMean } from "./suggest.ts";

export type { EndValues, RunValues } from "./expression-facts.ts";
export type { CelListType, CelType } from "./expression-types.ts";

/** Of a reference: what a system answered has its type only when it is there. */
export type ReferenceType = CelType | CelListType | DataType;

export interface ExpressionScope {
  params: Record<string, ParamType>;
  matrix: Record<string, ScalarType>;
  /** Type of the items of `forEach`; then `item` and `index` can be named. */
  item?: ScalarType;
  /** By the declared name (the group) of each task that is directly in `needs`. */
  needs: Record<string, { outputs: Record<string, OutputType>; isMatrix: boolean }>;
  /** True for `if` alone: status functions are known, and the result must be a bool. */
  allowStatus: boolean;
  /** What a system's answer adds to the names. */
  data?: DataKind;
  /** How the attempt ended can be named: `on` rules. `condition` wants a bool. */
  end?: "condition" | "text";
  /** What the task itself writes, which `repeat.while` alone reads, together with `iteration`. */
  outputs?: Record<string, OutputType>;
}

export interface NeedValue {
  name: string;
  group: string;
  state: TaskState;
  outputs: Record<string, OutputValue>;
  onFailure: "fail" | "continue" | "stop";
}

export interface ExpressionValues {
  /** The types, because 5 may be an integer or a number. */
  scope: ExpressionScope;
  run: RunValues;
  params: Record<string, Scalar>;
  matrix: Record<string, Scalar>;
  /** Of an instance of `forEach`; its number counts from 0. */
  item?: { value: Scalar; index: number };
  needs: readonly NeedValue[];
  /** The answer that `scope.data` speaks of. */
  data?: Data;
  /** Known once the attempt has ended. */
  end?: EndValues;
  /** What it wrote, where `scope.outputs` speaks of it. */
  outputs?: Record<string, OutputValue>;
}

/** A place in an expression that the scope gives a meaning. */
export type Reference =
  | { kind: "path" | "has"; path: string[] }
  | { kind: "status"; name: StatusFunction; tasks: string[] }
  | Loop;

export const statusFunctions = ["failed", "succeeded", "finished"] as const;
export type StatusFunction = (typeof statusFunctions)[number];

export interface Unresolved {
  message: string;
  help?: string | undefined;
}

const runTypes: Record<string, CelType> = {
  id: "string",
  date: "string",
  scheduledAt: "string",
  pipeline: "string",
  generation: "int",
  attempt: "int",
  iteration: "int",
  "interval.start": "string",
  "interval.end": "string",
};

const endTypes: Record<Exclude<keyof EndValues, "iteration">, CelType> = {
  exitCode: "int",
  signal: "string",
  timedOut: "bool",
  output: "string",
  attempt: "int",
};

const roots = ["params", "run", "matrix", "needs"];

/** Whether a name is looked for in the system's answer. A column that is called `run` has to be renamed in the statement. */
export const isData = (root: string, scope: ExpressionScope): boolean =>
  scope.data === "response"
    ? root === "response"
    : scope.data === "result" &&
      !roots.includes(root) &&
      !(scope.item !== undefined && ["item", "index"].includes(root));

const rootsOf = (scope: ExpressionScope): string[] => [
  ...(scope.data === "response" ? ["response"] : []),
  ...(scope.end ? Object.keys(endTypes) : []),
  ...(scope.item ? ["item", "index"] : []),
  ...(scope.outputs ? ["iteration", "outputs"] : []),
  ...roots,
];

/** The scope of a task of a normalized pipeline, but for `item`: `allowStatus` for its `if`. */
export function scopeWithoutItem(
  pipeline: Pipeline,
  task: Task,
  allowStatus: boolean,
): ExpressionScope {
  const needs: ExpressionScope["needs"] = {};
  for (const index of task.needs) {
    const need = pipeline.tasks[declaredPlace(index)];
    if (need)
      needs[need.group] = {
        outputs: isExpanded(need) && task.phase !== "undo" ? listsOf(need.outputs) : need.outputs,
        isMatrix: need.name !== need.group && task.phase !== "undo",
      };
  }
  const matrix = matrixTypesOf(pipeline).get(task.group) ?? {};
  return { params: paramTypes(pipeline.params), matrix, needs, allowStatus };
}

export function paramTypes(params: Record<string, { type: ParamType }>): Record<string, ParamType> {
  return Object.fromEntries(Object.entries(params).map(([name, param]) => [name, param.type]));
}

/** The type of a reference in a scope, or why it has none. */
export function referenceType(
  reference: Reference,
  scope: ExpressionScope,
): ReferenceType | Unresolved {
  if (reference.kind === "status") return typeOfStatus(reference, scope);
  if (reference.kind === "loop") return noLoop(reference.name);
  const type = typeOfPath(reference.path, scope);
  return reference.kind === "has" && typeof type === "string" ? "bool" : type;
}

function typeOfPath(path: string[], scope: ExpressionScope): ReferenceType | Unresolved {
  const [root = "", name = "", ...rest] = path;
  const each =
    scope.item && own<CelType>({ item: celTypeOf(scope.item) as CelType, index: "int" }, root);
  if (each !== undefined) return name === "" ? each : { message: `${root} has no field "${name}"` };
  if (isData(root, scope)) return scope.data === "result" ? resultType(path) : responseType(path);
  const names: Record<string, CelType> = scope.outputs
    ? { ...endTypes, iteration: "int" }
    : endTypes;
  const ended = scope.end && own(names, root);
  if (ended !== undefined)
    return name === "" ? ended : { message: `${root} has no field "${name}"` };
  if (scope.outputs && root === "outputs") return typeOfField(root, scope.outputs, name, rest);
  switch (root) {
    case "params":
    case "matrix":
      return typeOfField(root, scope[root], name, rest);
    case "run":
      return typeOfRun(path);
    case "needs":
      return typeOfNeed(scope, name, rest);
    default:
      return {
        message: `unknown variable "${root}"`,
        help:
          root === "item" || root === "index"
            ? "it is known where a task with `forEach` works, not in its `if`"
            : didYouMean(root, rootsOf(scope)),
      };
  }
}

function typeOfField(
  root: string,
  types: Record<string, ParamType | OutputType>,
  name: string,
  rest: string[],
): CelType | CelListType | Unresolved {
  if (name === "") return incomplete(root, Object.keys(types));
  const type = own(types, name);
  if (type === undefined) return unknownName(`${root}.${name}`, name, Object.keys(types), root);
  if (rest.length > 0)
    return { message: `${root}.${name} is of type ${type} and has no field "${rest[0]}"` };
  return celTypeOf(type);
}

function typeOfRun(path: string[]): CelType | Unresolved {
  const field = path.slice(1).join(".");
  const type = own(runTypes, field);
  if (type !== undefined) return type;
  if (field === "" || field === "interval")
    return incomplete(path.join("."), Object.keys(runTypes));
  return unknownName(path.join("."), field, Object.keys(runTypes), "run");
}

function typeOfNeed(
  scope: ExpressionScope,
  task: string,
  rest: string[],
): CelType | CelListType | Unresolved {
  if (task === "") return incomplete("needs", Object.keys(scope.needs));
  const need = own(scope.needs, task);
  if (need === undefined) return notNeeded(task, scope);
  const [field = "", output = "", ...further] = rest;
  const place = `needs.${task}`;
  if (field === "state" && output === "") return "string";
  if (field !== "outputs")
    return field === ""
      ? incomplete(place, ["state", "outputs"])
      : unknownName(rest.join("."), field, ["state", "outputs"], place);
  if (need.isMatrix)
    return {
      message: `"${task}" has one instance per matrix value, so ${place}.outputs names no single value`,
      help: "read outputs of a task without a matrix",
    };
  return typeOfField(`${place}.outputs`, need.outputs, output, further);
}

function typeOfStatus(
  reference: { name: string; tasks: string[] },
  scope: ExpressionScope,
): CelType | Unresolved {
  if (!scope.allowStatus) return { message: `${reference.name}() is known in \`if\` only` };
  for (const task of reference.tasks)
    if (own(scope.needs, task) === undefined) return notNeeded(task, scope);
  return "bool";
}

function notNeeded(task: string, scope: ExpressionScope): Unresolved {
  const names = Object.keys(scope.needs);
  // `needs.load-orders` reads as a subtraction in CEL.
  const hyphened = names.find((name) => name.startsWith(`${task}-`));
  return {
    message: `task "${task}" is not in \`needs\``,
    help: hyphened
      ? `write needs['${hyphened}'] for a name with a hyphen`
      : (didYouMean(task, names) ?? `add "${task}" to \`needs\``),
  };
}

function unknownName(path: string, name: string, names: string[], place: string): Unresolved {
  return {
    message: `unknown name "${path}"`,
    help: didYouMean(name, names) ?? `${place} has no names here`,
  };
}

function incomplete(place: string, names: string[]): Unresolved {
  return {
    message: `${place} is not a value`,
    help: names.length === 0 ? "nothing is declared there" : `name one of: ${names.join(", ")}`,
  };
}

/** Own properties only: no name reaches a prototype. */
export function own<T>(record: Record<string, T>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
