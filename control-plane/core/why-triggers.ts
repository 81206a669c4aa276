// What makes runs of a pipeline due, as reasons: its schedules with their next times, and what its `after` waits for.

import type { FactVerdict } from "./conditions/evaluate.ts";
import type { Schedule } from "./pipeline.ts";
import { describeSchedule } from "./schedule/describe.ts";
import { type Reason, reason } from "./why-reason.ts";

export interface TriggerFacts {
  schedules: readonly ScheduleFacts[];
  after: readonly AfterFacts[];
  messages: readonly MessageFacts[];
  /** What calendars say of the date. */
  calendar?: readonly Reason[];
}

export interface ScheduleFacts {
  text: string;
  /** ISO; null: never again. */
  nextAt: string | null;
}

/** An `after` trigger, judged for a business date. */
export interface AfterFacts {
  date: string;
  holds: boolean;
  facts: readonly FactVerdict[];
  /** The run that it gave for the date. */
  run: string | null;
  /** It gives a run for each change, and not for each date. */
  perRun: boolean;
}

/** A trigger that messages set off. */
export interface MessageFacts {
  /** Such as `row that its query finds on shop`. */
  text: string;
  /** ISO; null: none yet. */
  lastAt: string | null;
  /** What keeps it from being followed, and since when; null: nothing. */
  error: { text: string; since: string } | null;
  /** Messages that are set aside. */
  aside: number;
  /** Why nobody follows it, where that is so. */
  unfollowed: string | null;
}

/** A due time that nothing took up for this long is a fault and not a tick's delay. */
export const overdueMs = 5_000;

/** Never empty. @param now ISO. */
export function triggerReasons(
  { schedules, after, messages }: TriggerFacts,
  now: string,
): Reason[] {
  if (schedules.length + after.length + messages.length === 0)
    return [reason("noTrigger", "it has no trigger: only `trunkline run` starts it")];
  return [
    ...dueReasons(schedules, now),
    ...after.flatMap(afterReasons),
    ...messages.flatMap(messageReasons),
  ];
}

function messageReasons({ text, lastAt, error, aside, unfollowed }: MessageFacts): Reason[] {
  const started = `started by messages, a run for each ${text}`;
  const trouble = error?.text ?? unfollowed;
  return [
    trouble === null
      ? reason("message", lastAt === null ? `${started}: none has come yet` : started, {
          since: lastAt,
        })
      : reason("message", `${started}: ${trouble}`, { since: error?.since ?? null, holds: false }),
    ...(aside === 0
      ? []
      : [
          reason("message", `${aside} of them ${aside === 1 ? "is" : "are"} set aside`, {
            change: "trunkline triggers aside",
          }),
        ]),
  ];
}

function dueReasons(schedules: readonly ScheduleFacts[], now: string): Reason[] {
  if (schedules.length === 0) return [];
  const due = schedules.flatMap(({ text, nextAt }) => (nextAt === null ? [] : { text, nextAt }));
  due.sort((a, b) => (a.nextAt < b.nextAt ? -1 : Number(a.nextAt > b.nextAt)));
  const [first, ...others] = due;
  if (first === undefined)
    return [reason("neverDue", "its schedules name no time that is to come")];
  if (Date.parse(now) - Date.parse(first.nextAt) > overdueMs)
    return [
      reason("overdue", "a due time has passed and no server has taken it up", {
        since: first.nextAt,
      }),
    ];
  return [
    reason("due", `its next run is due: ${first.text}`, { until: first.nextAt }),
    ...others.map(({ text, nextAt }) => reason("due", `also due: ${text}`, { until: nextAt })),
  ];
}

function afterReasons({ date, holds, facts, run, perRun }: AfterFacts): Reason[] {
  const found =
    run !== null
      ? `it gave run ${run}`
      : !holds
        ? "it does not hold"
        : perRun
          ? "it holds, and the next change gives a run"
          : "it holds, but nothing of it has changed since it was deployed";
  return [
    reason("after", `\`after\` for ${date}: ${found}`, { holds }),
    ...facts.map((fact) =>
      reason("after", `${fact.text}: ${fact.found}`, { holds: fact.holds, change: fact.change }),
    ),
  ];
}

/** A schedule in a sentence: cron text as it is written and in words, other forms in words. */
export function scheduleText(schedule: Schedule, timezone: string): string {
  const words = describeSchedule(schedule, timezone);
  return "cron" in schedule ? `"${schedule.cron}" (${words})` : `"${words}"`;
}
