// What makes runs of a pipeline due, as reasons: its schedules with their next times, and what its `after` waits for.

import type { Roll } from "./calendar/business.ts";
import type { FactVerdict } from "./conditions/evaluate.ts";
import { formatDuration } from "./duration.ts";
import type { Schedule } from "./pipeline.ts";
import { type Reason, reason } from "./why-reason.ts";

export interface TriggerFacts {
  schedules: readonly ScheduleFacts[];
  after: readonly AfterFacts[];
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

/** A due time that nothing took up for this long is a fault and not a tick's delay. */
export const overdueMs = 5_000;

/** Never empty. @param now ISO. */
export function triggerReasons({ schedules, after }: TriggerFacts, now: string): Reason[] {
  if (schedules.length + after.length === 0)
    return [reason("noTrigger", "it has no trigger: only `trunkline run` starts it")];
  return [...dueReasons(schedules, now), ...after.flatMap(afterReasons)];
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

/** A schedule in a sentence. */
export const scheduleText = (schedule: Schedule, timezone: string): string =>
  timesText(schedule, timezone) + daysText(schedule);

const ordinals = ["", "first", "second", "third"];

function nthText({ nth, of, at, days }: Extract<Schedule, { nth: number[] }>): string {
  const which = nth.map((n) => {
    const ordinal = ordinals[Math.abs(n)] ?? `${Math.abs(n)}th`;
    if (n > 0) return ordinal;
    return n === -1 ? "last" : `${ordinal} last`;
  });
  const from = days?.calendar ? ` of ${days.calendar.name}` : "";
  return `on the ${which.join(" and ")} business day${from} of each ${of} at ${at.join(", ")}`;
}

const rolls: Record<Roll, string> = {
  skip: "",
  next: ", else on the next",
  previous: ", else on the previous",
  nearest: ", else on the nearest",
};

function daysText(schedule: Schedule): string {
  const { days } = schedule;
  if (days === undefined) return "";
  const on = "nth" in schedule ? "" : ` on days of ${days.calendar?.name}${rolls[days.roll]}`;
  if (days.shift === 0) return on;
  const side = days.shift < 0 ? "before" : "after";
  return `${on}, ${Math.abs(days.shift)} business day${Math.abs(days.shift) === 1 ? "" : "s"} ${side}`;
}

function timesText(schedule: Schedule, timezone: string): string {
  if ("cron" in schedule) return `"${schedule.cron}" (${timezone})`;
  if ("daily" in schedule) return `daily at ${schedule.daily.join(", ")} (${timezone})`;
  if ("nth" in schedule) return `${nthText(schedule)} (${timezone})`;
  const { everyMs, from, until } = schedule;
  const window = `${from === null ? "" : ` from ${from}`}${until === null ? "" : ` until ${until}`}`;
  return `every ${formatDuration(everyMs)}${window} (${timezone})`;
}
