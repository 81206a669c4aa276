// A schedule in plain words, said of what fires and not of what is written: from the compiled times and days.

import type { CalendarDays } from "../calendar/on-days.ts";
import { formatDuration } from "../duration.ts";
import type { Schedule } from "../pipeline.ts";
import type { ClockPolicy } from "./clock-policy.ts";
import type { Jitter } from "./jitter.ts";
import { datesText } from "./say-dates.ts";
import { daysText } from "./say-days.ts";
import { clockText } from "./say-list.ts";
import { isAroundTheClock, overMidnightText, timesText } from "./say-times.ts";
import { zoneText } from "./say-zone.ts";
import { type Compiled, compileSchedule } from "./schedule.ts";
import { type Structured, structured } from "./structured.ts";
import { isOverMidnight, offsetsOf, secondsOfClock } from "./times.ts";

/** Of compiled schedules, which equal ones share: a first plan of 10,000 pipelines has a few hundred distinct ones. */
const known = new WeakMap<Compiled, string>();

/**
 * Such as `at 06:00 on target2 business days, Berlin time; next business day if excluded`.
 * @throws Error for a schedule that `checkSchedule` refuses.
 */
export function describeSchedule({ jitter, ...schedule }: Schedule, timezone: string): string {
  const compiled = compileSchedule(schedule, timezone);
  const said = known.get(compiled) ?? sayCompiled(schedule, compiled);
  known.set(compiled, said);
  return jitter === undefined ? said : `${said}; ${jitterClause(jitter)}`;
}

function sayCompiled(schedule: Schedule, compiled: Compiled): string {
  const form = structured(schedule);
  const times = sayTimes(compiled, form);
  const days = sayDays(schedule, compiled, form);
  // What goes on around the clock does so every day.
  const every = days === "" && !isAroundTheClock(compiled.times) ? " every day" : days;
  const clauses = [
    `${times}${every}, ${zoneText(compiled.zone)}`,
    ...earlyClause(schedule, compiled, form),
    ...moveClauses(schedule.days, form),
  ];
  return clauses.join("; ");
}

const sayTimes = ({ times }: Compiled, form: Structured | null): string =>
  form !== null && isOverMidnight(form.clock)
    ? overMidnightText(offsetsOf(form.clock))
    : timesText(times);

/** Days in a calendar are business days, whatever it is for. */
const businessDay = (days: CalendarDays | undefined): string =>
  days?.calendar ? `${days.calendar.name} business day` : "business day (Monday to Friday)";

function sayDays({ days }: Schedule, compiled: Compiled, form: Structured | null): string {
  const named = form?.on
    ? datesText(form.on, businessDay(days))
    : compiled.days === null
      ? ""
      : daysText(compiled.days);
  if (!days?.calendar || form?.on?.count?.unit === "businessDay") return named;
  if (named === "") return ` on ${businessDay(days)}s`;
  // What holds for both of two alternatives must not be read as a part of the second.
  const both =
    named.includes(" and also on ") && !named.includes(", both only") ? ", both only" : "";
  return `${named}${both} where that is a ${businessDay(days)}`;
}

/** What new day does to the days above, where a time is before it. */
function earlyClause(schedule: Schedule, { blocks }: Compiled, form: Structured | null): string[] {
  const newDay = schedule.days?.newDay ?? "00:00";
  const night = form !== null && isOverMidnight(form.clock) ? form.clock : null;
  const begins = night && secondsOfClock(night.from ?? "00:00");
  const isEarly =
    begins === null ? blocks.some(({ back }) => back > 0) : begins < secondsOfClock(newDay);
  if (blocks.length === 0 || !isEarly) return [];
  const before = `what ${night ? "begins" : "is due"} before ${clockText(secondsOfClock(newDay))}`;
  return form === null
    ? [`${before} needs the day before to be that business day`]
    : [`${before} counts for the day before`];
}

function moveClauses(days: CalendarDays | undefined, form: Structured | null): string[] {
  if (days === undefined) return [];
  const { roll, limit, shift, calendar } = days;
  const rolls = calendar !== null && roll !== "skip" && form?.on?.count?.unit !== "businessDay";
  const most = limit === 31 ? "" : ` (at most ${limit} ${limit === 1 ? "day" : "days"} away)`;
  const count = Math.abs(shift);
  return [
    ...(rolls ? [`${roll} business day if excluded${most}`] : []),
    ...(shift === 0
      ? []
      : [
          `then ${count} business ${count === 1 ? "day" : "days"} ${shift < 0 ? "earlier" : "later"}`,
        ]),
  ];
}

const jitterClause = ({ offsetMs, withinMs }: Jitter): string =>
  `each ${formatDuration(offsetMs)} later by its jitter within ${formatDuration(withinMs)}`;

/** What becomes of local times where clocks change; null in a zone whose clocks never do. */
export function clockChangesText(schedule: Schedule, timezone: string): string | null {
  const { policy, segments } = compileSchedule(schedule, timezone);
  return segments.length === 1 ? null : clockChangeTexts[policy];
}

const clockChangeTexts: Record<ClockPolicy, string> = {
  once: "a time that clocks skip runs right after the gap; one that they show twice runs the first time",
  first: "a time that clocks skip does not run; one that they show twice runs the first time",
  shown: "a time that clocks skip does not run; one that they show twice runs both times",
  last: "of times that clocks skip the first runs in the minute after the gap, and no other; one that they show twice runs the second time",
  owed: "where clocks change by less than three hours, each time that they skip runs right after the gap, and one that they show twice runs the first time",
};
