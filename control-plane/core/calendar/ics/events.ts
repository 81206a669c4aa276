// The events of an iCalendar file, each with the days that it has and where it is. Nothing is guessed: what can't be read as
// days is a problem with its line, and a file with problems gives no events that are used.

import {
  type ContentLine,
  type IcsProblem,
  readContentLines,
  unescapeText,
} from "./content-lines.ts";
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

export interface IcsFile {
  /** X-WR-CALNAME. */
  name: string | null;
  events: IcsEvent[];
  /** Events at times that were left out. */
  skipped: number;
  problems: IcsProblem[];
}

/** What is done with events that have times. */
export type TimedEvents = "refuse" | "start" | "skip";

const mostEvents = 20_000;

export function readIcs(text: string, timed: TimedEvents): IcsFile {
  const problems: IcsProblem[] = [];
  const lines = readContentLines(text, problems);
  const file: IcsFile = { name: null, events: [], skipped: 0, problems };
  const [first] = lines;
  if (first?.name !== "BEGIN" || first.value.toUpperCase() !== "VCALENDAR") {
    problems.unshift({
      ...{ line: 1, message: "this is no iCalendar file" },
      help: "its first line would be BEGIN:VCALENDAR",
    });
    return file;
  }
  const open: { name: string; line: number; inside: ContentLine[] }[] = [];
  for (const one of lines) {
    const top = open.at(-1);
    const component = one.value.trim().toUpperCase();
    if (one.name === "BEGIN") open.push({ name: component, line: one.line, inside: [] });
    else if (one.name === "END") {
      if (top?.name !== component) {
        const message = `END:${component} ends nothing that is open here`;
        problems.push({ line: one.line, message });
        return file;
      }
      open.pop();
      if (component === "VEVENT") addEvent(top.line, top.inside, timed, file);
    } else if (top?.name === "VCALENDAR") ofCalendar(one, file);
    else top?.inside.push(one);
  }
  for (const { name, line } of open) problems.push({ line, message: `${name} has no END` });
  return file;
}

function ofCalendar({ name, value, line }: ContentLine, file: IcsFile): void {
  if (name === "X-WR-CALNAME") file.name = unescapeText(value).trim();
  const isCancelling = name === "METHOD" && value.trim().toUpperCase() === "CANCEL";
  if (isCancelling) file.problems.push({ line, message: "the file cancels events of another one" });
}

const singles = ["DTSTART", "DTEND", "DURATION", "RRULE", "SUMMARY", "STATUS", "UID"] as const;

function addEvent(
  line: number,
  inside: readonly ContentLine[],
  timed: TimedEvents,
  file: IcsFile,
): void {
  const { events, problems } = file;
  const before = problems.length;
  const say = (at: number, message: string, help?: string): void => {
    problems.push({ line: at, message, ...(help !== undefined && { help }) });
  };
  const all = (name: string) => inside.filter((one) => one.name === name);
  for (const name of singles)
    for (const again of all(name).slice(1)) say(again.line, `the event has ${name} twice`);
  const value = (name: string) => all(name)[0]?.value.trim() ?? null;
  const days = (name: string): { at: number; day: DayValue }[] =>
    all(name).flatMap((one) => {
      const found = dayValues(one);
      if (typeof found !== "string") return found.map((day) => ({ at: one.line, day }));
      say(one.line, `${name}: ${found}`);
      return [];
    });
  const [begin] = days("DTSTART");
  if (begin === undefined) {
    if (problems.length === before) say(line, "the event has no DTSTART");
    return;
  }
  const start = begin.day;
  const isCancelled = value("STATUS")?.toUpperCase() === "CANCELLED";
  const length = lengthOf(start, days("DTEND")[0], all("DURATION")[0], say);
  const isTimed = length === null;
  if (isTimed && timed === "skip") {
    file.skipped++;
    return;
  }
  if (isTimed && timed === "refuse" && !isCancelled && problems.length === before)
    say(line, "the event is at a time, not on whole days", timedHelp);
  for (const one of all("EXRULE")) say(one.line, "EXRULE is not known here, as it is deprecated");
  const at = (name: string): number[] =>
    days(name).flatMap(({ at: on, day }) => {
      const found = valueAt(day, start);
      if (found === null) say(on, `${name} can't be compared with DTSTART: their zones differ`);
      return found?.day ?? [];
    });
  const recurrence = all("RRULE")[0];
  const read = recurrence ? readRecurrence(recurrence.value.trim()) : null;
  if (typeof read === "string") say(recurrence?.line ?? line, read);
  const rule = typeof read === "string" ? null : read;
  const until = rule?.until ?? null;
  const last = until === null ? Number.POSITIVE_INFINITY : lastDay(until, start);
  if (last === null) say(recurrence?.line ?? line, "UNTIL of RRULE can't be compared with DTSTART");
  for (const { line: on, parameters } of all("RECURRENCE-ID"))
    if (parameters.RANGE !== undefined) say(on, "RANGE of RECURRENCE-ID is not known here");
  const [replaces = null] = at("RECURRENCE-ID");
  const event: IcsEvent = {
    ...{ line, summary: unescapeText(value("SUMMARY") ?? "").trim(), start: start.day },
    ...{ length: length ?? 1, rule, last: last ?? 0, added: at("RDATE"), removed: at("EXDATE") },
    ...{ isCancelled, isTimed, uid: value("UID"), replaces },
  };
  if (events.length === mostEvents) say(line, `more than ${mostEvents} events`);
  if (problems.length === before) events.push(event);
}

const timedHelp =
  "`--timed start` takes the day on which it begins where it is, `--timed skip` leaves it out";

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

type Say = (line: number, message: string, help?: string) => void;

/** In days; null: it is at times. */
function lengthOf(
  start: DayValue,
  end: { at: number; day: DayValue } | undefined,
  duration: ContentLine | undefined,
  say: Say,
): number | null {
  if (end !== undefined) {
    if (duration !== undefined) say(duration.line, "the event has both DTEND and DURATION");
    if (end.day.day < start.day) say(end.at, "DTEND is before DTSTART");
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
