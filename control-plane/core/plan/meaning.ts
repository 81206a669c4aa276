// What a change of a pipeline means, in sentences: where a person thinks of a schedule, a need or a retry, and not of the
// path of a field. What has no words of its own is told by its field, so that nothing goes untold.

import type { Pipeline } from "../pipeline.ts";
import type { PlannedPipeline } from "../plan.ts";
import { dayOfInstant } from "./calendar-meaning.ts";
import { pipelineWords } from "./pipeline-meaning.ts";
import { isEqual, type Meaning, otherwise, type Said, say, subjects } from "./said.ts";
import { taskMeanings } from "./task-meaning.ts";
import { named } from "./wording.ts";

/** Deterministic: the pipeline's own first, what moves runs before the rest, then the tasks by name. @param at Days of calendars are told from there on. */
export function meaningOf(
  before: PlannedPipeline,
  after: PlannedPipeline,
  at: Temporal.Instant,
): Meaning[] {
  const day = dayOfInstant(at);
  const whole: Said[] = [];
  if (before.name !== after.name) whole.push(say("file", `name: ${before.name} → ${after.name}`));
  if (before.file !== after.file) whole.push(say("file", `file: ${before.file} → ${after.file}`));
  const [was, is] = [before.pipeline, after.pipeline];
  const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])].sort() as (keyof Pipeline)[];
  for (const key of keys) {
    if (key === "name" || key === "tasks" || isEqual(was[key], is[key])) continue;
    const said = pipelineWords[key]?.(was, is, day) ?? [];
    whole.push(...(said.length > 0 ? said : [otherwise(key, was[key], is[key])]));
  }
  whole.sort((a, b) => subjects.indexOf(a.subject) - subjects.indexOf(b.subject));
  return [...whole.map((one) => ({ ...one, task: null })), ...taskMeanings(was, is, day)];
}

/** For people: `task load: timeout: 10m → 30m`, `task check is new: runs "./check.sh"`. */
export const meaningText = ({ task, text }: Meaning): string => {
  if (task === null) return text;
  return /^(is|was) /.test(text) ? `task ${task} ${text}` : `task ${task}: ${text}`;
};

/** The same; what is true of several tasks is one line. */
export function meaningLines(meanings: readonly Meaning[]): string[] {
  const groups = Map.groupBy(meanings, ({ task, text }) => (task === null ? null : text));
  const told = new Set<string>();
  return meanings.flatMap((one) => {
    const { task, text } = one;
    const alike = task === null ? [one] : (groups.get(text) ?? [one]);
    if (alike.length === 1) return meaningText(one);
    if (told.has(text)) return [];
    told.add(text);
    return `tasks ${named(alike.map((each) => each.task ?? ""))}: ${text}`;
  });
}
