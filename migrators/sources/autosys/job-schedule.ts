// When a job starts by its own dates: nothing unless `date_conditions` is set.

import type { DayRule, LegacySchedule, StartTimes } from "#migrators/legacy/schedule.ts";
import type { Sourced } from "#migrators/legacy.ts";
import type { AutosysCalendar } from "./calendars.ts";
import type { JobAttributes } from "./job-attributes.ts";
import { readZone } from "./timezone.ts";
import { readBoolean, readDays, readMinutes, readTimes, readWindow } from "./values.ts";

export interface ScheduleContext {
  calendars: ReadonlyMap<string, AutosysCalendar>;
  /** The instance's own zone. */
  timezone: string | null;
  /** Of `autotimezone -l`. */
  zones: Readonly<Record<string, string>>;
  /** A parameter that is missing, for a job. */
  ask: (parameter: string, job: string) => void;
}

/** What is dead without `date_conditions`. */
const dated = [
  ...["days_of_week", "start_times", "start_mins", "run_calendar", "exclude_calendar"],
  ...["run_window", "timezone", "must_start_times", "must_complete_times"],
];

export const unscheduled = (): LegacySchedule => ({
  ...{ start: { kind: "none" }, timezone: null, newDay: "00:00", window: null, cyclic: null },
  missed: "latest",
});

export function scheduleOf(attributes: JobAttributes, context: ScheduleContext): LegacySchedule {
  const master = attributes.read("date_conditions", readBoolean);
  if (!master?.value) {
    const dead = dated.filter((keyword) => attributes.has(keyword));
    for (const attribute of master?.from ?? []) attributes.inert(attribute, "jil-default");
    const times = dead.filter((keyword) => keyword !== "timezone");
    if (times.length > 0)
      attributes.find(
        "jil-sched-dead",
        `without date_conditions: 1, ${times.join(", ")} never count`,
      );
    attributes.inertAll(dead, "jil-sched-dead");
    return unscheduled();
  }
  const { refusals } = attributes.out;
  const before = refusals.length;
  const times = timesOf(attributes);
  const days = daysOf(attributes, context, times !== null);
  if (!days) return unscheduled();
  const all = times ?? calendarTimes(attributes, days, context);
  const timezone = zoneOf(attributes, context);
  const window = windowOf(attributes);
  // Nobody can say when a job with such a fault runs.
  if (refusals.length > before) return unscheduled();
  return {
    ...unscheduled(),
    // The switch is accounted for with the days that it lets count.
    start: { kind: "days", days: { ...days, from: [...master.from, ...days.from] }, times: all },
    ...{ timezone, window },
  };
}

function timesOf(attributes: JobAttributes): Sourced<StartTimes> | null {
  const at = attributes.read("start_times", readTimes);
  const minutes = attributes.read("start_mins", readMinutes);
  if (at && minutes) {
    const from = [...at.from, ...minutes.from];
    attributes.refuse("jil-sched-both", "it has start_times and start_mins", from);
  }
  if (at) {
    const value = [...new Set(at.value)].sort();
    const doubtful = value.filter((time) => time >= "01:00" && time < "03:00");
    if (doubtful.length > 0)
      attributes.find(
        "jil-sched-dst",
        `clock changes skip or repeat ${doubtful.join(", ")}`,
        at.from,
      );
    return { value: { at: value }, from: at.from };
  }
  if (!minutes) return null;
  const value = [...new Set(minutes.value)].sort((a, b) => a - b);
  return { value: { minutes: value }, from: minutes.from };
}

function daysOf(
  attributes: JobAttributes,
  context: ScheduleContext,
  isTimed: boolean,
): DayRule | null {
  const weekdays = attributes.read("days_of_week", readDays);
  const run = attributes.text("run_calendar");
  const exclude = attributes.text("exclude_calendar");
  if (weekdays && run) {
    const from = [...weekdays.from, ...run.from];
    attributes.refuse("jil-sched-both", "it has days_of_week and run_calendar", from);
  }
  let days: DayRule;
  if (run) days = { rule: "calendar", calendar: run.value, from: run.from };
  else if (weekdays?.value.length === 7) days = { rule: "every", from: weekdays.from };
  else if (weekdays) days = { rule: "weekdays", weekdays: weekdays.value, from: weekdays.from };
  else if (isTimed || exclude) {
    attributes.find("jil-sched-every-day", "it names no days, so each day counts");
    days = { rule: "every", from: [] };
  } else {
    attributes.refuse("jil-sched-never", "date_conditions: 1 without a day or a time");
    return null;
  }
  for (const named of [run, exclude]) if (named) checkCalendar(attributes, named, context);
  if (!exclude) return days;
  const excluded: DayRule = { rule: "calendar", calendar: exclude.value, from: exclude.from };
  const not: DayRule = { rule: "not", not: excluded, from: exclude.from };
  return { rule: "all", rules: [days, not], from: [...days.from, ...exclude.from] };
}

function checkCalendar(
  attributes: JobAttributes,
  { value, from }: Sourced<string>,
  { calendars, ask }: ScheduleContext,
): void {
  const calendar = calendars.get(value);
  if (!calendar) {
    attributes.refuse("jil-cal-missing", `the calendar ${value} is not in the export`, from);
    ask(`calendars.${value}`, attributes.job.name);
  } else if (calendar.dates === null) {
    const why = calendar.refusals[0]?.message ?? "it is a cycle";
    attributes.refuse("jil-cal-refused", `the calendar ${value} is refused: ${why}`, from);
    if (calendar.refusals[0]?.code === "jil-cal-dates") ask("dateStandard", attributes.job.name);
  }
}

/** Rows of a standard calendar may carry the time at which a job without start times runs. */
function calendarTimes(
  attributes: JobAttributes,
  days: DayRule,
  { calendars }: ScheduleContext,
): Sourced<StartTimes> | null {
  const rule = days.rule === "all" ? days.rules[0] : days;
  const calendar = rule?.rule === "calendar" ? calendars.get(rule.calendar) : undefined;
  const times = new Set(calendar?.dates?.map((date) => calendar.times.get(date) ?? "00:00"));
  if (times.size > 1) {
    const said = `the calendar ${calendar?.name} has rows of different times`;
    attributes.refuse("jil-cal-times", said, days.from);
  }
  const [time] = times;
  if (times.size === 1 && time !== undefined && time !== "00:00")
    return { value: { at: [time] }, from: [] };
  attributes.find("jil-sched-midnight", "it has days and no times, so it starts when they begin");
  return null;
}

function zoneOf(attributes: JobAttributes, context: ScheduleContext): Sourced<string> | null {
  const named = attributes.text("timezone");
  if (!named) {
    if (context.timezone !== null) return { value: context.timezone, from: [] };
    attributes.refuse("jil-zone-missing", "the instance's time zone is not known");
    context.ask("timezone", attributes.job.name);
    return null;
  }
  const { zone, offset } = readZone(named.value, context.zones);
  if (zone === null) {
    attributes.refuse("jil-zone-unknown", `there is no time zone ${named.value}`, named.from);
    context.ask(`zones.${named.value}`, attributes.job.name);
    return null;
  }
  if (offset) attributes.find("jil-zone-posix", `${named.value} counts westwards`, named.from);
  return { value: zone, from: named.from };
}

function windowOf(attributes: JobAttributes): LegacySchedule["window"] {
  const read = attributes.read("run_window", readWindow);
  if (!read) return null;
  const { value, from } = read;
  attributes.find("jil-window-closer-edge", "outside its window the nearer edge decides", from);
  return {
    from: { value: value.from, from },
    until: { value: value.until, from },
    ...{ outside: "nearest", keepDays: null },
  };
}
