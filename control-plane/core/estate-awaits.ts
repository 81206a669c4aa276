// Between the pipelines of a project: that what conditions await is there.

import type { ConditionSpec, PipelineSpec } from "#schemas/types.ts";
import { awaitedIn } from "./conditions/awaited.ts";
import type { Diagnostic, Span } from "./diagnostic.ts";
import type { LocalTask } from "./local-task.ts";
import { parseContent } from "./parse.ts";
import type { Path } from "./problem.ts";
import { didYouMean } from "./suggest.ts";
import type { FlatTask } from "./template.ts";
import { templateOf } from "./validate-tasks.ts";

/** A pipeline of the same project that a condition names, with the place where it does. */
export interface AwaitedPlace {
  pipeline: string;
  task: string | null;
  /** A file of the source, and the path of the condition in it. */
  file: string;
  path: Path;
}

/**
 * What the conditions of a pipeline name; those of a template's tasks are placed at its call.
 * @param project The name that the project gives itself: `project/pipeline` may mean its own.
 */
export function awaitedPlaces(
  { path: file, spec, project }: { path: string; spec: PipelineSpec; project: string | null },
  tasks: readonly LocalTask[],
  flat: readonly FlatTask[],
): AwaitedPlace[] {
  const places: AwaitedPlace[] = [];
  const add = (condition: ConditionSpec, within: string, path: Path, isCall = false) => {
    for (const one of awaitedIn(condition)) {
      const [pipeline = "", of = project] = one.pipeline.split("/").reverse();
      if (of !== project) continue;
      const at = isCall ? path : [...path, ...one.path];
      places.push({ pipeline, task: one.task, file: within, path: at });
    }
  };
  if (spec.awaits) add(spec.awaits, file, ["awaits"]);
  for (const [index, trigger] of (spec.triggers ?? []).entries())
    if (trigger?.after) add(trigger.after, file, ["triggers", index, "after"]);
  const calls = new Map<string, LocalTask>();
  for (const task of tasks)
    if (templateOf(task) !== null) calls.set(task.name, task);
    else if (task.spec.awaits) add(task.spec.awaits, task.file.path, [...task.path, "awaits"]);
  if (calls.size > 0)
    for (const { name, spec: inlined } of flat) {
      const call = calls.get(name.slice(0, Math.max(0, name.indexOf("."))));
      if (call && inlined.awaits) add(inlined.awaits, call.file.path, [...call.path, "uses"], true);
    }
  return places;
}

interface Source {
  awaited?: readonly AwaitedPlace[] | undefined;
}

/** Names of a pipeline's tasks; null: nobody knows, since its file has errors. */
export type Offer = () => ReadonlySet<string> | null;

/**
 * Errors for what is awaited and is not there.
 * @param offers By name, what the sources and the rest of the project have.
 * @param isComplete Every file of the project has a name that can be read: one that has not may have any, is in error
 *   itself, and what names it is judged when it is not.
 * @param content Gives a file of a source; only asked for those in which something is wrong.
 */
export function checkAwaits(
  sources: readonly Source[],
  offers: ReadonlyMap<string, Offer>,
  isComplete: boolean,
  content: (path: string) => string | Uint8Array | undefined,
): Diagnostic[] {
  const found: Diagnostic[] = [];
  const isCheap = () => found.length * offers.size < maxComparisons;
  for (const { awaited } of sources)
    for (const place of awaited ?? []) {
      const { pipeline, task } = place;
      const offer = offers.get(pipeline);
      if (offer === undefined) {
        if (isComplete)
          found.push(
            unknown(
              place,
              "pipeline",
              `the project has no pipeline "${pipeline}" to await`,
              (isCheap() ? didYouMean(pipeline, offers.keys()) : undefined) ??
                "one of another project is named with it: `project/pipeline`",
              content,
            ),
          );
        continue;
      }
      const tasks = task === null ? null : offer();
      if (tasks === null || task === null || tasks.has(task)) continue;
      const whole = task.replace(/\[.*$/, "");
      const help =
        whole !== task && tasks.has(whole)
          ? `name "${whole}": all of its instances are meant`
          : didYouMean(task, tasks);
      found.push(
        unknown(place, "task", `pipeline "${pipeline}" has no task "${task}"`, help, content),
      );
    }
  return found;
}

/** Names compared to suggest one. */
const maxComparisons = 1_000_000;

function unknown(
  place: AwaitedPlace,
  word: "pipeline" | "task",
  message: string,
  help: string | undefined,
  content: (path: string) => string | Uint8Array | undefined,
): Diagnostic {
  return {
    ...{ code: "unknown-awaited", severity: "error", file: place.file },
    ...spanOfAwaited(place, word, content),
    message,
    ...(help === undefined ? {} : { help }),
  };
}

/** Where a condition names the pipeline, or the task, that it awaits. */
export function spanOfAwaited(
  { file, path }: AwaitedPlace,
  word: "pipeline" | "task",
  content: (path: string) => string | Uint8Array | undefined,
): Span {
  const text = content(file);
  const steps = path.at(-1) === "uses" ? path : [...path, word];
  return text === undefined
    ? { line: 1, column: 1, endLine: 1, endColumn: 1 }
    : parseContent(file, text).document().spanOf(steps, "value");
}
