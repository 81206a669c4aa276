// Words for what changes of schedules: of what fires, and not of what is written.

import type { Missed, Trigger } from "../pipeline.ts";
import { describeSchedule } from "../schedule/describe.ts";
import { calendarChange } from "./calendar-meaning.ts";
import { isEqual, type Said, say } from "./said.ts";
import { arrow } from "./wording.ts";

/** Triggers that say the same on both sides are paired first; what is left over on one side came or went. */
export function triggerChanges(
  before: readonly Trigger[],
  after: readonly Trigger[],
  day: number,
): Said[] {
  const left = before.map((one) => ({ ...one, words: wordsOf(one) }));
  const said: Said[] = [];
  const came: string[] = [];
  for (const one of after) {
    const words = wordsOf(one);
    const at = left.findIndex((other) => other.words === words);
    if (at === -1) came.push(words);
    else said.push(...sameWords(left.splice(at, 1)[0] as Trigger, one, words, day));
  }
  const went = left.map(({ words }) => words);
  if (came.length === 1 && went.length === 1)
    return [say("schedule", `schedule: ${arrow(went[0] ?? "", came[0] ?? "")}`), ...said];
  return [
    ...went.map((words) => say("schedule", `no longer ${words}`)),
    ...came.map((words) => say("schedule", `${before.length === 0 ? "now" : "also"} ${words}`)),
    ...said,
  ];
}

const wordsOf = ({ schedule, timezone }: Trigger): string => describeSchedule(schedule, timezone);

/** What else differs of two that are due alike by their words. */
function sameWords(before: Trigger, after: Trigger, words: string, day: number): Said[] {
  const [was, is] = [missedText(before.missed), missedText(after.missed)];
  const said =
    was === is ? [] : [say("schedule", `${words}: runs that were missed: ${arrow(was, is)}`)];
  if (isEqual(before.schedule, after.schedule)) return said;
  const [old, young] = [before.schedule.days?.calendar, after.schedule.days?.calendar];
  if (old && young && !isEqual(old, young))
    return [...said, say("schedule", calendarChange(old, young, day))];
  return [...said, say("schedule", `${words}: written otherwise`)];
}

const missedText = (missed: Missed): string => {
  if (typeof missed === "string") return missed === "latest" ? "the latest" : missed;
  return `the latest ${missed.limit}`;
};
