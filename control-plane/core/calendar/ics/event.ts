// One event of an iCalendar file: the days that it has, or what is wrong with it. Nothing is guessed.

import { type ContentLine, type IcsProblem, unescapeText } from "./content-lines.ts";
import { type DayValue, dayValues, valueAt, wholeDays } from "./day-value.ts";
import { type RecurrenceRule, readRecurrence } from "./recurrence.ts";

export interface IcsEvent {
  line: number;
  summary: string;
  start: number;
  /** Days of each occurrence. */
  length: number;
  rule: RecurrenceRule | null;
  /** Last day that the rule may name. */
  last: number;
  added: number[];
  removed: number[];
  isCancelled: boolean;
  /** It is at times of its days, of which only the first is meant. */
  isTimed: boolean;
  uid: string | null;
  /** Of the occurrence that it replaces. */
  replaces: number | null;
}

/** What is done with events that have times. */
export type TimedEvents = "refuse" | "start" | "skip";

export interface ReadEvent {
  /** Null where it has problems, or is left out. */
  event: IcsEvent | null;
  problems: IcsProblem[];
}

/** @param inside Its lines, without those of alarms and other parts. */
export function readEvent(
  line: number,
  inside: readonly ContentLine[],
  timed: TimedEvents,
): ReadEvent {
  const problems: IcsProblem[] = [];
  const properties = propertiesOf(inside, problems);
  const { all, value, say } = properties;
  const [begin] = properties.days("DTSTART");
  if (begin === undefined) {
    if (problems.length === 0) say(line, "the event has no DTSTART");
    return { event: null, problems };
  }
  const start = begin.day;
  const length = lengthOf(start, properties);
  const isTimed = length === null;
  if (isTimed && timed === "skip") return { event: null, problems: [] };
  const isCancelled = value("STATUS")?.toUpperCase() === "CANCELLED";
  if (isTimed && timed === "refuse" && !isCancelled && problems.length === 0)
    say(line, "the event is at a time, not on whole days", timedHelp);
  for (const one of all("EXRULE")) say(one.line, "EXRULE is not known here, as it is deprecated");
  for (const { line: on, parameters } of all("RECURRENCE-ID"))
    if (parameters.RANGE !== undefined) say(on, "RANGE of RECURRENCE-ID is not known here");
  const event: IcsEvent = {
    ...{ line, summary: unescapeText(value("SUMMARY") ?? "").trim(), start: start.day },
    ...{ length: length ?? 1, ...recurrenceOf(start, properties) },
    ...{ added: daysBeside("RDATE", start, properties), isCancelled, isTimed },
    ...{ removed: daysBeside("EXDATE", start, properties), uid: value("UID") },
    replaces: daysBeside("RECURRENCE-ID", start, properties)[0] ?? null,
  };
  return { event: problems.length === 0 ? event : null, problems };
}

const timedHelp =
  "`--timed start` takes the day on which it begins where it is, `--timed skip` leaves it out";

const singles = ["DTSTART", "DTEND", "DURATION", "RRULE", "SUMMARY", "STATUS", "UID"] as const;

interface Properties {
  all(name: string): ContentLine[];
  value(name: string): string | null;
  days(name: string): { line: number; day: DayValue }[];
  say(line: number, message: string, help?: string): void;
}

function propertiesOf(inside: readonly ContentLine[], problems: IcsProblem[]): Properties {
  const byName = Map.groupBy(inside, ({ name }) => name);
  const all = (name: string) => byName.get(name) ?? [];
  const say = (line: number, message: string, help?: string): void => {
    problems.push({ line, message, ...(help !== undefined && { help }) });
  };
  for (const name of singles)
    for (const again of all(name).slice(1)) say(again.line, `the event has ${name} twice`);
  return {
    all,
    say,
    value: (name) => all(name)[0]?.value.trim() ?? null,
    days: (name) =>
      all(name).flatMap((one) => {
        const found = dayValues(one);
        if (typeof found !== "string") return found.map((day) => ({ line: one.line, day }));
        say(one.line, `${name}: ${found}`);
        return [];
      }),
  };
}

/** Days that a property lists, by the clock of the event. */
function daysBeside(name: string, start: DayValue, { days, say }: Properties): number[] {
  return days(name).flatMap(({ line, day }) => {
    const found = valueAt(day, start);
    if (found === null) say(line, `${name} can't be compared with DTSTART: their zones differ`);
    return found?.day ?? [];
  });
}

function recurrenceOf(start: DayValue, { all, say }: Properties): Pick<IcsEvent, "rule" | "last"> {
  const [written] = all("RRULE");
  const endless = { rule: null, last: Number.POSITIVE_INFINITY };
  if (written === undefined) return endless;
  const rule = readRecurrence(written.value.trim());
  if (typeof rule === "string") {
    say(written.line, rule);
    return endless;
  }
  if (rule.until === null) return { ...endless, rule };
  const last = lastDay(rule.until, start);
  if (last === null) say(written.line, "UNTIL of RRULE can't be compared with DTSTART");
  return { rule, last: last ?? start.day };
}

/** Null: it is no date, or of another zone. */
function lastDay(until: string, start: DayValue): number | null {
  const [found] = dayValues({ line: 0, name: "UNTIL", parameters: {}, value: until });
  // Without a zone it is the clock's of the event.
  const local =
    found && typeof found === "object" ? { ...found, zone: found.zone ?? start.zone } : null;
  const at = local && valueAt(local, start);
  if (at === null) return null;
  const isEarlier = at.time !== null && start.time !== null && at.time < start.time;
  return isEarlier ? at.day - 1 : at.day;
}

/** In days; null: it is at times. */
function lengthOf(start: DayValue, { all, days: daysOf, say }: Properties): number | null {
  const [end] = daysOf("DTEND");
  const [duration] = all("DURATION");
  if (end !== undefined) {
    if (duration !== undefined) say(duration.line, "the event has both DTEND and DURATION");
    if (end.day.day < start.day) say(end.line, "DTEND is before DTSTART");
    // DTEND is not included; some programs write the day itself for one day.
    const days = wholeDays(start, end.day);
    return days === null ? null : Math.max(1, days);
  }
  if (start.time !== null) return null;
  if (duration === undefined) return 1;
  const [, weeks, days] = /^\+?P(?:(\d{1,3})W|(\d{1,4})D)$/.exec(duration.value.trim()) ?? [];
  const count = weeks === undefined ? Number(days ?? 0) : Number(weeks) * 7;
  if (count < 1) say(duration.line, "DURATION is not of whole days");
  return Math.max(1, count);
}
