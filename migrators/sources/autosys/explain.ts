// Why a job starts on one date by its own dates, or doesn't: the master switch, days, calendars, times, the window.

import { dateOf, dayOf } from "#core/calendar/date.ts";
import { weekday } from "#core/schedule/civil.ts";
import {
  type DayExplanation,
  explained,
  type Reason,
  reason,
  type Source,
  statementSource,
  unknownDay,
  weekdayName,
} from "#migrators/explanation.ts";
import type { DayRule } from "#migrators/legacy/schedule.ts";
import type { LegacyEstate, LegacyJob } from "#migrators/legacy.ts";
import type { LegacyAttribute } from "#migrators/statement.ts";
import { AutosysSimulation, type AutosysTick } from "./simulate.ts";
import { readBoolean } from "./values.ts";

/** A window moves a start to its next opening, which is of the same day or the next. */
const farthestMove = 2;
/** More ticks of a day are counted only. */
const ticksShown = 5;

/** @param date local date of the start, `YYYY-MM-DD` */
export function explainAutosysDay(
  job: LegacyJob,
  date: string,
  estate: LegacyEstate,
): DayExplanation {
  const { start, timezone } = job.schedule;
  if (start.kind !== "days" || timezone === null) return withoutDays(job);
  const day = dayOf(date);
  const simulation = new AutosysSimulation(estate, date, dateOf(day + 1));
  const found = [...simulation.starts(job)].map(({ at }) => at * 1000);
  const own = dayReasons(start.days, day, simulation, estate);
  const ticks = simulation.ticks(job, day);
  const local = (at: number) => simulation.local(job, at);
  const isOf = ({ at }: AutosysTick) => at !== null && local(at).startsWith(date);
  const aside = asideReasons(job);
  if (found.length > 0 && !ticks.some(isOf)) {
    const moved = [...Array(2 * farthestMove + 1).keys()]
      .flatMap((index) => simulation.ticks(job, day + index - farthestMove))
      .find(isOf);
    const text = `its start of ${moved ? local(moved.tick) : "another day"} comes on this date: a window's opening, or a change of clocks`;
    return explained([reason(true, text, windowFrom(job), own), ...aside], found);
  }
  const isDay = simulation.has(start.days, day);
  const times = isDay ? [timeReason(job, ticks, found.length > 0, local)] : [];
  return explained([...own, ...times, ...aside], found);
}

/** A job that gets no days: nothing of its own starts it, or a fault keeps anybody from telling when. */
function withoutDays(job: LegacyJob): DayExplanation {
  const master = attributeOf(job, "date_conditions");
  if (master !== null && isTrue(master.value)) {
    const faults = job.refusals.filter(({ code }) => /^jil-(sched|cal|zone|attr)/.test(code));
    return unknownDay(
      (faults.length > 0 ? faults : job.refusals).map(({ message, from }) => ({
        message,
        from: from.length > 0 ? from : [statementSource(job.statement)],
      })),
    );
  }
  const text = "date_conditions is off, so nothing of its own dates ever starts it";
  const from = master ? [master] : [statementSource(job.statement)];
  return explained([reason(false, text, from), ...asideReasons(job)]);
}

const isTrue = (text: string): boolean => {
  const read = readBoolean(text);
  return "value" in read && read.value;
};

/** The last one that says something: later statements change earlier ones. */
function attributeOf(job: LegacyJob, keyword: string): LegacyAttribute | null {
  const written = [job.statement, ...job.also].flatMap(({ attributes }) => attributes);
  return (
    written.findLast(({ name, value }) => name.toLowerCase() === keyword && value.trim() !== "") ??
    null
  );
}

function dayReasons(
  rule: DayRule,
  day: number,
  simulation: AutosysSimulation,
  estate: LegacyEstate,
): Reason[] {
  const holds = simulation.has(rule, day);
  const named = rule.from.filter(({ name }) => name.toLowerCase() !== "date_conditions");
  const today = weekdayName(weekday(day));
  switch (rule.rule) {
    case "all":
      return rule.rules.flatMap((each) => dayReasons(each, day, simulation, estate));
    case "not": {
      const [inner] = dayReasons(rule.not, day, simulation, estate);
      return [reason(holds, (inner?.text ?? "").replace(/^run_/, "exclude_"), named)];
    }
    case "weekdays":
      return [reason(holds, `days_of_week ${holds ? "has" : "lacks"} ${today}`, named)];
    case "calendar": {
      const last = estate.calendars.find(({ name }) => name === rule.calendar)?.dates?.at(-1);
      const ends = last !== undefined && last < dateOf(day) ? `, it ends on ${last}` : "";
      const text = `run_calendar ${rule.calendar} ${holds ? "has" : "lacks"} it${ends}`;
      return [reason(holds, text, named)];
    }
    default:
      return [reason(holds, `each day counts, ${today} too`, named)];
  }
}

const windowFrom = ({ schedule: { window } }: LegacyJob): readonly Source[] =>
  window?.from?.from ?? [];

function timeReason(
  job: LegacyJob,
  ticks: readonly AutosysTick[],
  holds: boolean,
  local: (at: number) => string,
): Reason {
  const { start } = job.schedule;
  const from = [
    ...(start.kind === "days" ? (start.times?.from ?? []) : []),
    ...windowFrom(job),
    ...(job.schedule.timezone?.from ?? []),
  ];
  const parts = ticks.slice(0, ticksShown).map(({ tick, at }) => {
    if (at === tick) return reason(true, `${local(tick)} is due`);
    if (at === null) {
      const text = "is outside the window, nearer to its last close than to its next opening";
      return reason(false, `${local(tick)} ${text}: no start`);
    }
    return reason(holds, `${local(tick)} is outside the window: it starts at ${local(at)}`);
  });
  if (ticks.length > ticksShown) parts.push(reason(null, `and ${ticks.length - ticksShown} more`));
  if (ticks.length === 0) parts.push(reason(false, "the clocks leave its times out on this day"));
  const text = holds ? "its times give a start" : "its times give no start on this date";
  return reason(holds, text, from, parts);
}

/** What it waits for beside its dates, which decides nothing here. */
function asideReasons({ condition, parent, parentFrom, state }: LegacyJob): Reason[] {
  const found: Reason[] = [];
  if (parent !== null)
    found.push(reason(null, `it also waits for its box ${parent} to run`, parentFrom ?? []));
  if (condition) found.push(reason(null, "it also waits for its condition", condition.from));
  if (state && state.value !== "active")
    found.push(reason(null, `when the files were written it was ${state.value}`, state.from));
  return found;
}
