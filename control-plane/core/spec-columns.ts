// Specs as the columns that the store inserts: a batch is a few long texts, cheap to hand from thread to thread and
// to send, where an object a task would cost more than the parsing did.

import { hasDeadline } from "./deadline/watched.ts";
import { failFastRanges } from "./fail-fast.ts";
import { isGated } from "./gates.ts";
import { edgesTo, isMain, phaseNumber } from "./phase.ts";
import type { Pipeline, Task } from "./pipeline.ts";
import type { PlannedPipeline } from "./plan.ts";
import { specText } from "./stored-spec.ts";
import { hasWatch } from "./watch/watch.ts";

/** By spec. */
interface SpecLists {
  hashes: string[];
  /** Bytes of the spec's text. */
  lengths: number[];
  /** How many tasks it has, and how many of them in the main phase. */
  tasks: number[];
  mains: number[];
  phased: boolean[];
  /** As the text of a text[]. */
  undoWhen: string[];
  /** Its runs wait before they start. */
  awaits: boolean[];
  /** It or a task of it has a deadline. */
  watched: boolean[];
}

/** By task, one spec's after the other's. */
const taskLists = [
  // How many others it needs.
  "deps",
  // Those that need it, as the text of an int[]. First comes the one that may go on inline.
  "succs",
  "conditional",
  "tolerated",
  "gated",
  // Whether the first of `succs` may go on inline on the same worker.
  "lanes",
  // As the queue has them: lower comes first.
  "priorities",
  // When in a run it comes.
  "phases",
  // The one that it undoes.
  "undoes",
  // What a worker must have that takes it, by `keyOfLabels`.
  "labels",
  // What its failure stops.
  "stopFrom",
  "stopTo",
] as const;
type TaskList = (typeof taskLists)[number];
const separatorOf = (list: TaskList): string => (list === "succs" || list === "labels" ? ";" : ",");

/** Lists by task are joined by a comma, as Postgres writes arrays, or by `;` where a comma may be within. */
export interface SpecColumns extends SpecLists, Record<TaskList, string> {
  /** One spec's `specText` after the other's, in UTF-8. */
  texts: Uint8Array;
}

export function specColumns(pipelines: readonly PlannedPipeline[]): SpecColumns {
  const columns = openColumns();
  for (const one of pipelines) columns.add(one);
  return columns.join();
}

/** Columns that grow by one spec at a time: of each only what the columns hold has to stay in memory. */
export interface OpenColumns {
  add(one: PlannedPipeline): void;
  join(): SpecColumns;
}

export function openColumns(): OpenColumns {
  const lists = emptyLists();
  const byTask = {} as Record<TaskList, (string | number)[]>;
  for (const list of taskLists) byTask[list] = [];
  const texts: string[] = [];
  return {
    add(one) {
      texts.push(one.text ?? specText(one.pipeline));
      addSpec(lists, one);
      addTasks(byTask, one.pipeline);
    },
    join() {
      const joined = {} as Record<TaskList, string>;
      for (const list of taskLists) joined[list] = byTask[list].join(separatorOf(list));
      return { ...lists, ...encoded(texts), ...joined };
    },
  };
}

const encoder = new TextEncoder();

/** Texts of ASCII alone, as nearly all are, are as long in bytes: a fifth of what an array for each costs. */
function encoded(texts: readonly string[]): Pick<SpecColumns, "texts" | "lengths"> {
  const whole = texts.join("");
  const bytes = encoder.encode(whole);
  const each = bytes.length === whole.length ? texts : texts.map((text) => encoder.encode(text));
  return { texts: bytes, lengths: each.map(({ length }) => length) };
}

function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let end = 0;
  for (const part of parts) {
    whole.set(part, end);
    end += part.length;
  }
  return whole;
}

/** The text of each spec, as a function: whoever never asks does not pay for it. */
export function textsOf({
  texts,
  lengths,
}: Pick<SpecColumns, "texts" | "lengths">): (() => string)[] {
  let end = 0;
  return lengths.map((length) => {
    const start = end;
    end += length;
    return () => decoder.decode(texts.subarray(start, start + length));
  });
}

const decoder = new TextDecoder();

/** Several batches as one. */
export function joinColumns(batches: readonly SpecColumns[]): SpecColumns {
  const [only] = batches;
  if (only && batches.length === 1) return only;
  const lists = emptyLists();
  // An empty one would leave a separator behind; a pipeline has at least one task.
  const filled = batches.filter(({ hashes }) => hashes.length > 0);
  for (const batch of filled)
    for (const list of Object.keys(lists) as (keyof SpecLists)[])
      (lists[list] as unknown[]).push(...[batch[list]].flat());
  const joined = {} as Record<TaskList, string>;
  for (const list of taskLists)
    joined[list] = filled.map((batch) => batch[list]).join(separatorOf(list));
  return { ...lists, texts: concatBytes(batches.map(({ texts }) => texts)), ...joined };
}

const emptyLists = (): SpecLists => ({
  ...{ hashes: [], lengths: [], tasks: [], mains: [], phased: [], undoWhen: [] },
  ...{ awaits: [], watched: [] },
});

function addSpec(lists: SpecLists, { hash, pipeline }: PlannedPipeline): void {
  const mains = pipeline.tasks.filter(isMain).length;
  lists.hashes.push(hash);
  lists.tasks.push(pipeline.tasks.length);
  lists.mains.push(mains);
  lists.phased.push(mains < pipeline.tasks.length);
  lists.undoWhen.push(`{${(pipeline.undoWhen ?? []).join()}}`);
  lists.awaits.push(pipeline.awaits !== null);
  lists.watched.push(hasDeadline(pipeline) || hasWatch(pipeline));
}

/** A set of labels as one text; a label holds neither comma nor semicolon. */
export const keyOfLabels = (labels: readonly string[]): string => labels.join(",");

/** The needs of a pipeline turned around: what each task wakes. */
function addTasks(byTask: Record<TaskList, (string | number)[]>, pipeline: Pipeline): void {
  const { tasks } = pipeline;
  const stops = failFastRanges(pipeline);
  const edges = tasks.map((task) => edgesTo(pipeline, task));
  const succs: number[][] = tasks.map(() => []);
  edges.forEach((needs, idx) => {
    for (const need of needs) succs[need]?.push(idx);
  });
  const keys = tasks.map(({ runsOn }) => keyOfLabels(runsOn));
  const gated = tasks.map(isGated);
  tasks.forEach((task, idx) => {
    const woken = succs[idx] ?? [];
    const lane = woken.findIndex(
      (next) => keys[next] === keys[idx] && isAlike(tasks[next], task) && !gated[next],
    );
    if (lane > 0) woken.unshift(...woken.splice(lane, 1));
    const stop = stops(idx);
    byTask.deps.push(edges[idx]?.length ?? 0);
    byTask.succs.push(`{${woken.join()}}`);
    byTask.conditional.push(flag(task.condition !== null));
    byTask.tolerated.push(flag(task.onFailure === "continue"));
    byTask.gated.push(flag(gated[idx] === true));
    byTask.lanes.push(flag(lane >= 0));
    byTask.priorities.push(queuedPriority(task));
    byTask.phases.push(phaseNumber(task));
    byTask.undoes.push(task.phase === "undo" ? (task.needs[0] ?? "NULL") : "NULL");
    byTask.labels.push(keys[idx] ?? "");
    byTask.stopFrom.push(stop?.from ?? "NULL");
    byTask.stopTo.push(stop?.to ?? "NULL");
  });
}

/** Whether one may go on inline after the other: under equal priority, as the same user. */
const isAlike = (next: Task | undefined, task: Task): boolean =>
  next !== undefined && next.runAs === task.runAs && queuedPriority(next) === queuedPriority(task);

const flag = (value: boolean): string => (value ? "t" : "f");

/** The other way round than in the spec. A revision that was stored before there were priorities has none. */
const queuedPriority = ({ priority = 0 }: { priority?: number }): number => 0 - priority;
