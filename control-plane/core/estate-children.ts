// Between the pipelines of a project: that those which tasks run are there, take what they are given, and come to an end.

import type { TaskSpec } from "#schemas/types.ts";
import { outputPlace } from "./child-action.ts";
import type { Diagnostic, Span } from "./diagnostic.ts";
import { hasExpression } from "./expression.ts";
import { findCycles } from "./graph.ts";
import { parseContent } from "./parse.ts";
import type { OutputType, ParamType, Scalar } from "./pipeline.ts";
import { didYouMean } from "./suggest.ts";
import type { FlatTask } from "./template.ts";
import { typedValue } from "./typed-text.ts";

/** What others see of a pipeline, and whom its tasks run. */
export interface PipelineFace {
  params: Record<string, { type: ParamType; isRequired: boolean }>;
  /** By task. */
  outputs: Record<string, Record<string, OutputType>>;
  calls: Call[];
}

interface Call {
  task: string;
  /** Of `finally`. */
  last: boolean;
  pipeline: string;
  params: Record<string, Scalar>;
  outputs: Record<string, string>;
  /** What the task itself declares. */
  declared: Record<string, OutputType>;
}

export function faceOf(
  params: Record<string, { type?: ParamType; default?: Scalar }> | undefined,
  tasks: readonly FlatTask[],
): PipelineFace {
  return {
    params: Object.fromEntries(
      Object.entries(params ?? {}).map(([name, param]) => [
        name,
        { type: param?.type ?? "string", isRequired: param?.default === undefined },
      ]),
    ),
    outputs: Object.fromEntries(tasks.map(({ name, spec }) => [name, spec.outputs ?? {}])),
    calls: tasks.flatMap(({ name, spec, last }) => callOf(name, spec, last === true)),
  };
}

function callOf(task: string, { uses, with: inputs, outputs }: TaskSpec, last: boolean): Call[] {
  const { pipeline, params = {}, outputs: mapped = {} } = (inputs ?? {}) as Partial<Call>;
  if (uses !== "pipeline" || typeof pipeline !== "string" || pipeline.includes("/")) return [];
  return [{ task, last, pipeline, params, outputs: mapped, declared: outputs ?? {} }];
}

interface Source {
  path: string;
  name: string | null;
  face?: PipelineFace | undefined;
}

/** @param content Gives the file of a source; only asked for those in which something is wrong. */
export function checkChildren(
  sources: readonly Source[],
  content: (path: string) => string | Uint8Array | undefined,
): Diagnostic[] {
  const callers = sources.filter(({ face }) => (face?.calls ?? []).length > 0);
  if (callers.length === 0) return [];
  const known = new Map(sources.flatMap((one) => (one.name === null ? [] : [[one.name, one]])));
  const found: Diagnostic[] = [];
  const cyclic = cyclesOf(sources);
  for (const { path, name, face } of callers)
    for (const call of face?.calls ?? []) {
      const report = (at: string[], message: string, help: string | undefined) =>
        found.push({
          ...{ code: "invalid-child", severity: "error", file: path, message },
          ...(help === undefined ? {} : { help }),
          ...spanOf(path, content(path), call, at),
        });
      const child = known.get(call.pipeline);
      const cycle = cyclic.get(`${name}/${call.pipeline}`);
      if (child === undefined)
        report(
          ["pipeline"],
          `the project has no pipeline "${call.pipeline}"`,
          didYouMean(call.pipeline, known.keys()),
        );
      else if (cycle !== undefined)
        report(
          ["pipeline"],
          `pipelines run each other without an end: ${cycle.join(" → ")}`,
          "let one of them follow by a trigger, or run it with another",
        );
      // One with errors of its own has no face.
      else if (child.face) checkCall(call, child.face, report);
    }
  return found;
}

function checkCall(
  { pipeline, params, outputs, declared }: Call,
  child: PipelineFace,
  report: (at: string[], message: string, help: string | undefined) => void,
): void {
  for (const [name, value] of Object.entries(params)) {
    const param = Object.hasOwn(child.params, name) ? child.params[name] : undefined;
    if (param === undefined)
      report(
        ["params", name],
        `"${pipeline}" has no parameter "${name}"`,
        didYouMean(name, Object.keys(child.params)),
      );
    else if (typeof value !== "string" || !hasExpression(value)) {
      const typed = typedValue(value, param.type);
      if ("message" in typed)
        report(
          ["params", name],
          `parameter "${name}" of "${pipeline}": ${typed.message}`,
          undefined,
        );
    }
  }
  for (const [name, { isRequired }] of Object.entries(child.params))
    if (isRequired && !Object.hasOwn(params, name))
      report(
        ["pipeline"],
        `"${pipeline}" needs the parameter "${name}"`,
        `give it: params: {${name}: …}`,
      );
  for (const [name, text] of Object.entries(outputs)) {
    const place = outputPlace(text);
    const type = place && child.outputs[place.task]?.[place.output];
    if (place !== null && type === undefined)
      report(["outputs", name], `"${pipeline}" has no output ${text}`, knownOutputs(child));
    else if (type && declared[name] !== undefined && type !== declared[name])
      report(
        ["outputs", name],
        `output ${text} of "${pipeline}" is of type ${type}`,
        `declare it so: outputs: {${name}: ${type}}`,
      );
  }
}

function knownOutputs({ outputs }: PipelineFace): string {
  const names = Object.entries(outputs).flatMap(([task, own]) =>
    Object.keys(own).map((name) => `${task}.${name}`),
  );
  return names.length === 0 ? "none of its tasks declares one" : `it has: ${names.join(", ")}`;
}

/** By `caller/called` the circle that the call closes. */
function cyclesOf(sources: readonly Source[]): Map<string, string[]> {
  const named = sources.filter(({ name }) => name !== null);
  const indexes = new Map(named.map(({ name }, index) => [name, index]));
  const edges = named.map(({ face }) =>
    (face?.calls ?? []).flatMap(({ pipeline }) => indexes.get(pipeline) ?? []),
  );
  const found = new Map<string, string[]>();
  for (const cycle of findCycles(edges)) {
    const names = cycle.map((index) => named[index]?.name ?? "");
    for (const [at, name] of names.entries())
      found.set(`${name}/${names[(at + 1) % names.length]}`, [
        ...names.slice(at),
        ...names.slice(0, at),
        name,
      ]);
  }
  return found;
}

/** Of a task from a template or a folder's file: the file as a whole. */
function spanOf(
  path: string,
  content: string | Uint8Array | undefined,
  { task, last }: Call,
  at: string[],
): Span {
  const start = { line: 1, column: 1, endLine: 1, endColumn: 1 };
  if (content === undefined) return start;
  const steps = [last ? "finally" : "tasks", task, "with", ...at];
  return parseContent(path, content).document().spanOf(steps, "value") ?? start;
}
