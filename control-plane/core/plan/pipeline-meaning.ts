// Words for what changes of a pipeline as a whole; by key, so that a new one is a line here.

import { conditionText, requirements } from "../conditions/say.ts";
import type { AfterTrigger, Deadline, Param, Pipeline } from "../pipeline.ts";
import { calendarChange } from "./calendar-meaning.ts";
import { messageChanges } from "./message-meaning.ts";
import { isEqual, type Said, say } from "./said.ts";
import { triggerChanges } from "./schedule-meaning.ts";
import { watchChanges } from "./watch-meaning.ts";
import { waveMeaning } from "./wave-meaning.ts";
import { arrow, gotAndLost, mapChanges, quoted, sides } from "./wording.ts";

/** What the change of one key means; nothing where it has no words for it. `day` is the first that the plan is about. */
export type PipelineSay = (before: Pipeline, after: Pipeline, day: number) => Said[];

export const pipelineWords: { readonly [Key in keyof Pipeline]?: PipelineSay } = {
  description: ({ description: was }, { description: is }) => [
    say("ownership", `description: ${sides(was && quoted(was), is && quoted(is))}`),
  ],
  owner: (before, after) => [say("ownership", `owner: ${sides(before.owner, after.owner)}`)],
  tags: (before, after) =>
    mapChanges(before.tags, after.tags, (values) => values.join(", ")).map((text) =>
      say("ownership", `tag ${text}`),
    ),
  timezone: (before, after) => [
    say("schedule", `zone of its times: ${sides(before.timezone, after.timezone)}`),
  ],
  newDay: (before, after) => [
    say("schedule", `its business dates begin at ${sides(before.newDay, after.newDay)}`),
  ],
  calendar: ({ calendar: was }, { calendar: is }, day) => [
    was && is && was.name === is.name
      ? say("schedule", calendarChange(was, is, day))
      : say(
          "schedule",
          `calendar of its business days: ${sides(was?.name ?? null, is?.name ?? null)}`,
        ),
  ],
  params: (before, after) =>
    mapChanges(before.params, after.params, paramText).map((text) =>
      say("parameters", `parameter ${text}`),
    ),
  triggers: (before, after, day) => triggerChanges(before.triggers, after.triggers, day),
  after: (before, after) => afterChanges(before.after ?? [], after.after ?? []),
  messages: (before, after) => messageChanges(before.messages ?? [], after.messages ?? []),
  awaits: (before, after) =>
    conditionChanges("each run", requirements(before.awaits), requirements(after.awaits)),
  concurrency: ({ concurrency: was }, { concurrency: is }) => {
    const runs = (count: number | null) => (count === null ? "any number" : String(count));
    return [
      ...(was.runs === is.runs
        ? []
        : [say("limits", `runs at a time: ${sides(runs(was.runs), runs(is.runs))}`)]),
      ...(was.whenBusy === is.whenBusy
        ? []
        : [
            say(
              "limits",
              `when that many run, another one will: ${sides(was.whenBusy, is.whenBusy)}`,
            ),
          ]),
    ];
  },
  deadline: (before, after) => deadlineChanges(before.deadline, after.deadline),
  watch: (before, after) => watchChanges(before.watch, after.watch),
  failFast: (_, { failFast }) => [
    say(
      "limits",
      failFast
        ? "the first failure stops all other tasks"
        : "a failure stops no other task any more",
    ),
  ],
  legacy: (before, after) => [
    say("ownership", `was elsewhere: ${sides(originText(before), originText(after), "nothing")}`),
  ],
  renamedFrom: (_, after) => [
    say("file", `was called: ${listOf(after.renamedFrom, ", ") ?? "nothing else any more"}`),
  ],
  wave: (before, after) => [waveMeaning(before, after)],
  undoWhen: (before, after) => [
    say(
      "limits",
      `what its tasks did is undone after: ${sides(listOf(before.undoWhen), listOf(after.undoWhen), "nothing")}`,
    ),
  ],
};

const listOf = (of: readonly string[] | undefined, between = " or "): string | null =>
  of === undefined || of.length === 0 ? null : of.join(between);

function paramText({ type, default: value, description }: Param): string {
  const given = value === null ? "required" : `default ${quoted(String(value))}`;
  return `${type}, ${given}${description === null ? "" : ` (${quoted(description, 40)})`}`;
}

function afterChanges(before: readonly AfterTrigger[], after: readonly AfterTrigger[]): Said[] {
  const text = ({ condition, per }: AfterTrigger) =>
    `after ${conditionText(condition)}${per === "run" ? ", once for each" : ""}`;
  const [was, is] = [before.map(text), after.map(text)];
  const changes = gotAndLost(was, is);
  return changes === null ? [] : [say("schedule", `due ${changes}`)];
}

/** @param who What is held back. */
export function conditionChanges(who: string, before: string[], after: string[]): Said[] {
  const changes = gotAndLost(before, after);
  if (changes === null) return [];
  if (before.length === 0)
    return [say("conditions", `${who} now waits for ${after.join(" and ")}`)];
  if (after.length === 0)
    return [say("conditions", `${who} no longer waits for ${before.join(" and ")}`)];
  if (before.length === 1 && after.length === 1)
    return [say("conditions", `${who} waits for: ${arrow(before.join(), after.join())}`)];
  return [say("conditions", `${who} waits for: ${changes}`)];
}

export function deadlineChanges(before: Deadline | null, after: Deadline | null): Said[] {
  return (["startBy", "finishBy"] as const).flatMap((key) => {
    const [was, is] = [before?.[key] ?? null, after?.[key] ?? null];
    if (isEqual(was, is)) return [];
    const verb = key === "startBy" ? "start" : "finish";
    return say("deadlines", `must ${verb} by: ${sides(was, is, "any time")}`);
  });
}

const originText = ({ legacy }: Pipeline): string | null =>
  legacy === undefined
    ? null
    : [legacy.system, legacy.instance, legacy.job ?? legacy.folder, legacy.file]
        .filter((part) => part !== undefined)
        .join(" ");
