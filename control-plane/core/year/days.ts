// The days of a year of a pipeline: on which it is due, which of them a calendar, a blackout or a wave takes out and why, and of
// which nothing is known. What ran stands beside this: runs are rows, and not worked out here.

import { type BlackoutFacts, blackoutText } from "../blackout.ts";
import { type DayRule, dayBegins } from "../business-date.ts";
import { dateOf, dayNumber, dayOf, daysFrom } from "../calendar/date.ts";
import type { CalendarLines } from "../calendar/lines.ts";
import { isOn } from "../calendar/rule.ts";
import { compileSchedule } from "../schedule/schedule.ts";
import type { Timed } from "../simulation/fire.ts";
import { calendarReasons } from "../why-calendar.ts";
import { overdueMs } from "../why-triggers.ts";
import { type Deployed, dueOn, mostOfADay } from "./due-days.ts";

export const exclusions = ["calendar", "moved", "blackout", "stage"] as const;

/** What keeps runs of a date from being made. */
export interface Exclusion {
  by: (typeof exclusions)[number];
  /** Of the calendar or the wave. */
  name: string | null;
  /** Its own weekdays leave the day out, as in every week. */
  isWeekly: boolean;
  text: string;
}

export interface YearDay {
  date: string;
  /** Due times that are still to come and give a run. */
  planned: number;
  /** There are more, which were not counted. */
  isMore: boolean;
  exclusions: Exclusion[];
  /** Why nothing is known of it; null: what is known of it is all. */
  unobserved: string | null;
}

/** Instants are milliseconds since 1970. */
export interface YearFacts extends DayRule {
  /** Oldest first: at least the last before the year, all of it and the newest. */
  deployed: readonly Deployed[];
  /** There were more before, which nobody looked at. */
  isCut: boolean;
  now: number;
  blackouts: readonly BlackoutFacts[];
  lines: CalendarLines;
  /** Everything that was due before is settled; null: nothing is to come. */
  nextAt: number | null;
  /** Dates for which there are runs: what became of those is known. */
  ran: ReadonlySet<string>;
}

/** One by one, so that whoever asks can let others have their turn. */
export function* daysOfYear(year: number, facts: YearFacts): Generator<YearDay> {
  for (const day of daysFrom(dayNumber(year, 1, 1), dayNumber(year + 1, 1, 1)))
    yield dayOfYear(dateOf(day), facts);
}

function dayOfYear(date: string, facts: YearFacts): YearDay {
  const nothing = { date, planned: 0, isMore: false, exclusions: [], unobserved: null };
  const { deployed, now } = facts;
  const [begins, ends] = [dayBegins(date, facts), dayBegins(date, facts, 1)];
  const [first] = deployed;
  const hasRun = facts.ran.has(date);
  if (first === undefined || first.at >= ends)
    return { ...nothing, unobserved: hasRun ? null : notYetText(first, facts) };
  const live = liveAt(deployed, Math.min(now, ends)) ?? first;
  if (live.pipeline === null && live.at <= begins)
    return { ...nothing, unobserved: hasRun ? null : `${nameOf(live)} had removed it` };
  const due = dueOn(deployed, date);
  if (due.length === 0 && first.at >= begins && !hasRun && wasEarlier(first, date, begins))
    return { ...nothing, unobserved: `${nameOf(first)} deployed it first after it was due` };
  if (due.length === 0)
    return { ...nothing, exclusions: byCalendars(live.pipeline, date, facts.lines) };
  if (live.staged !== null)
    return { ...nothing, exclusions: hasRun ? [] : [byStage(live.staged, live)] };
  const toCome = due.filter((at) => isToCome(at, facts)).slice(0, mostOfADay);
  const lost = due.find((at) => !isToCome(at, facts));
  if (lost !== undefined && toCome.length === 0)
    return { ...nothing, unobserved: hasRun ? null : lostText(lost, facts) };
  const dark = toCome.map((at) => facts.blackouts.find((one) => at >= one.from && at < one.to));
  return {
    ...nothing,
    planned: dark.filter((one) => one?.mode !== "skip").length,
    isMore: due.length > mostOfADay,
    exclusions: [...new Set(dark)].flatMap((one) => (one === undefined ? [] : [byBlackout(one)])),
  };
}

/** What is deployed at an instant counts from the next on. */
const liveAt = (deployed: readonly Deployed[], at: number): Deployed | null =>
  deployed.findLast((one) => one.at < at) ?? null;

/** Also what is due just now and was not taken up yet. */
const isToCome = (at: number, facts: YearFacts): boolean =>
  at > facts.now || (!isSettled(at, facts) && facts.now - at <= overdueMs);

const isSettled = (at: number, { nextAt }: YearFacts): boolean => nextAt === null || nextAt > at;

/** Whether what was deployed first was due on that day before. */
const wasEarlier = (first: Deployed, date: string, begins: number): boolean =>
  dueOn([{ ...first, at: begins - 1 }], date).length > 0;

const notYetText = (first: Deployed | undefined, { isCut }: YearFacts): string =>
  isCut
    ? "it was deployed more often since then than is looked at"
    : first === undefined
      ? "it was not deployed yet"
      : `${nameOf(first)} deployed it first after this day`;

const lostText = (at: number, facts: YearFacts): string =>
  isSettled(at, facts)
    ? "it was due, and what became of it is not kept any more"
    : "it was due, and no server has taken it up";

const nameOf = ({ commit }: Deployed): string => `commit ${commit.slice(0, 12)}`;

const byStage = (name: string, live: Deployed): Exclusion => ({
  ...{ by: "stage", name, isWeekly: false },
  text: `${name} since ${nameOf(live)}`,
});

const byBlackout = (blackout: BlackoutFacts): Exclusion => ({
  ...{ by: "blackout", name: null, isWeekly: false, text: blackoutText(blackout) },
});

/** As `why` says it of a date. */
function byCalendars(pipeline: Timed | null, date: string, lines: CalendarLines): Exclusion[] {
  if (pipeline === null) return [];
  const day = dayOf(date);
  return pipeline.triggers.flatMap((trigger) => {
    const [found] = calendarReasons([trigger], date, lines);
    const { dates } = compileSchedule(trigger.schedule, trigger.timezone);
    if (found === undefined || dates === null) return [];
    const { weekdays } = dates.compiled.calendar;
    const isIn = dates.compiled.has(day);
    // Also of a holiday: on that weekday there would be no run in any week.
    const isWeekly = !isIn && weekdays !== null && !isOn(day, weekdays);
    return [
      {
        ...{ by: isIn || dates.move(day) !== null ? ("moved" as const) : ("calendar" as const) },
        ...{ name: dates.compiled.calendar.name, isWeekly, text: found.message },
      },
    ];
  });
}
