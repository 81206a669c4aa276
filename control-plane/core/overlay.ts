// Overlays: what of a pipeline is another value in one environment. `overlays/prod/daily.yaml` is laid over the pipeline
// `daily` where the project's environment is `prod`, before anything is checked; what a pipeline does stays the same.

import type { Overlay, OverlayTask, PipelineSpec, TaskSpec } from "#schemas/types.ts";
import { validateOverlay } from "#schemas/validators.js";
import { mergeMaps, mergeTaskDefaults } from "./defaults.ts";
import type { LocalTask } from "./local-task.ts";
import type { SpecFile } from "./parse.ts";
import type { Path, Problem } from "./problem.ts";
import { closest } from "./suggest.ts";
import { validateFile } from "./validate-schema.ts";

export const overlaysFolder = "overlays";

/** Null for an environment whose name can't be a folder's: nothing is laid over there. */
export const overlayPath = (environment: string | null, pipeline: string): string | null =>
  environment !== null && /^[\w][\w.-]*$/.test(environment)
    ? `${overlaysFolder}/${environment}/${pipeline}.yaml`
    : null;

/** Which pipeline a file is laid over, and in which environment; null for a file that is no overlay. */
export function overlayOf(path: string): { environment: string; pipeline: string } | null {
  const [, environment, pipeline] = /^overlays\/([^/]+)\/([^/]+)\.yaml$/.exec(path) ?? [];
  return environment === undefined || pipeline === undefined ? null : { environment, pipeline };
}

/** Environments that any of the files is for, sorted. */
export const environmentsOf = (paths: Iterable<string>): string[] =>
  [...new Set([...paths].flatMap((path) => overlayOf(path)?.environment ?? []))].sort();

export interface OverlayFile {
  file: SpecFile;
  spec: Overlay;
}

/** The overlay with what is wrong in it by itself. */
export function readOverlay(file: SpecFile, problems: Problem[]): OverlayFile {
  return { file, spec: validateFile<Overlay>(file, validateOverlay, problems) ?? {} };
}

/** The pipeline with its overlay's values, but for those of its tasks; neither is changed. */
export function layOver(
  spec: PipelineSpec,
  { file, spec: overlay }: OverlayFile,
  problems: Problem[],
): PipelineSpec {
  const {
    params,
    tasks: _,
    finally: last,
    defaults,
    env,
    concurrency,
    deadline,
    watch,
    ...values
  } = overlay;
  const laid: PipelineSpec = { ...spec, ...values };
  const merged = {
    defaults: mergeTaskDefaults(spec.defaults, defaults),
    env: mergeMaps(spec.env, env),
    concurrency: mergeMaps(spec.concurrency, concurrency),
    deadline: mergeMaps(spec.deadline, deadline),
    watch: mergeMaps(spec.watch, watch),
  };
  for (const [key, value] of Object.entries(merged))
    if (value !== undefined) Object.assign(laid, { [key]: value });
  for (const [name, value] of Object.entries(params ?? {})) {
    const param = own(spec.params, name);
    if (param === undefined)
      problems.push(unknown(file, ["params", name], "parameter", name, spec.params));
    else laid.params = { ...laid.params, [name]: { ...param, default: value } };
  }
  for (const [name, values] of Object.entries(last ?? {})) {
    const task = own(spec.finally, name);
    if (task === undefined)
      problems.push(unknown(file, ["finally", name], "task of `finally`", name, spec.finally));
    else laid.finally = { ...laid.finally, [name]: layTask(task, values) };
  }
  return laid;
}

/** The tasks with their overlay's values. */
export function layOverTasks(
  tasks: readonly LocalTask[],
  { file, spec }: OverlayFile,
  problems: Problem[],
): LocalTask[] {
  const byName = Object.fromEntries(tasks.map((task) => [task.name, task]));
  for (const name of Object.keys(spec.tasks ?? {}))
    if (own(byName, name) === undefined)
      problems.push(unknown(file, ["tasks", name], "task", name, byName));
  return tasks.map((task) => {
    const values = own(spec.tasks, task.name);
    return values === undefined ? task : { ...task, spec: layTask(task.spec, values) };
  });
}

function layTask(task: TaskSpec, { ...values }: OverlayTask): TaskSpec {
  const laid: TaskSpec = { ...task, ...values };
  for (const key of ["with", "env", "retry", "pools", "locks", "deadline", "watch"] as const) {
    const merged = mergeMaps<object>(task[key], values[key]);
    if (merged !== undefined) Object.assign(laid, { [key]: merged });
  }
  return laid;
}

/** Something may be called `constructor`. */
const own = <T>(record: Record<string, T> | undefined, name: string): T | undefined =>
  record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;

function unknown(
  file: SpecFile,
  path: Path,
  what: string,
  name: string,
  known: object | undefined,
): Problem {
  const near = closest(name, Object.keys(known ?? {}));
  const help =
    near === null
      ? "an overlay gives values to what is there, and adds nothing"
      : `did you mean "${near}"?`;
  const message = `the pipeline has no ${what} "${name}"`;
  return { file, path, at: "key", code: "overlay-unknown", message, help };
}

/**
 * A problem of a value that the overlay gave is told at the overlay, with the place that it is laid over.
 * @param task The task whose own file the problem is in, of a pipeline that is a folder.
 */
export function atOverlay(problem: Problem, { file }: OverlayFile, task: string | null): Problem {
  const path = task === null ? problem.path : ["tasks", task, ...problem.path];
  const given = givenAt(file.value, path);
  if (given === null || problem.file === file) return problem;
  const { part: _, ...rest } = problem;
  const { file: over, path: at } = problem;
  const related = { file: over, path: at, at: "value" as const, message: "laid over this" };
  return { ...rest, file, path: given, related: problem.related ?? related };
}

/** The part of the path down to what an overlay's value itself says; null where it says nothing of it. */
export function givenAt(value: unknown, path: Path): Path | null {
  let at = value;
  const given: (string | number)[] = [];
  for (const step of path) {
    // `params` of an overlay are the defaults.
    if (given.length === 2 && given[0] === "params") break;
    if (typeof at !== "object" || at === null) break;
    const next = (at as Record<string | number, unknown>)[step];
    if (next === undefined || !Object.hasOwn(at, step)) return null;
    given.push(step);
    at = next;
  }
  return given.length === 0 ? null : given;
}
