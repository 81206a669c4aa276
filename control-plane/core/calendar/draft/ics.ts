// An iCalendar file as a draft: its days, in rules where these say exactly what its repetitions say.

import type { CalendarRule, Weekday } from "../calendar.ts";
import { dateOf, dayNumber, dayOf, yearOf } from "../date.ts";
import type { IcsProblem } from "../ics/content-lines.ts";
import type { IcsEvent, TimedEvents } from "../ics/event.ts";
import { type IcsFile, readIcs } from "../ics/events.ts";
import { daysOfEvents, type EventDays, isEndless } from "../ics/occurrences.ts";
import { type Draft, type DraftEntry, nameText, workdays } from "./draft.ts";
import {
  checkedYears,
  type Fitted,
  fitRules,
  type Listed,
  plainDates,
  type Span,
  spanOf,
  type Years,
} from "./fit.ts";
import { inYears } from "./holiday.ts";
import { waysOfEvent } from "./recurrence-ways.ts";

export interface IcsSource {
  /** The file's own name, for people. */
  file: string;
  text: string;
  years: Years;
  timed: TimedEvents;
  /** Days of the week that are off. */
  weekend: readonly Weekday[];
  form: "except" | "days";
}

interface EventGroup extends Listed {
  event: IcsEvent;
  /** Days on which it begins. */
  starts: number[];
  days: { day: number; name: string }[];
}

/** As many entries as a calendar's list may have. */
const mostEntries = 5_000;

export function draftIcs(
  source: IcsSource,
): { draft: Draft; listed: Set<number> } | { problems: IcsProblem[] } {
  const { years: asked, form, weekend } = source;
  const file = readIcs(source.text, source.timed);
  const problems = [...file.problems];
  const all = { from: asked.from, until: asked.until + checkedYears };
  const found =
    problems.length > 0 ? [] : daysOfEvents(file, dayNumber(all.until + 1, 1, 1), problems);
  if (problems.length > 0) return { problems: problems.sort((a, b) => a.line - b.line) };
  const groups = found.map((one) => groupOf(one, all));
  const years = coveredYears(groups, asked);
  if (years === null) {
    const message = `it has no day in ${asked.from} to ${asked.until}`;
    return { problems: [{ line: 1, message, help: "ask for other --years" }] };
  }
  const span = spanOf(years);
  const isDrafted = (day: number): boolean => day >= span.start && day < span.end;
  const drafted = groups.filter(({ days }) => days.some(({ day }) => isDrafted(day)));
  const weekdays = form === "days" ? null : workdays(weekend);
  const entries = fitRules(drafted, weekdays, span)
    .flatMap((one) => entriesOf(one, span))
    .sort((a, b) => a.order - b.order);
  if (entries.length > mostEntries) {
    const message = `it has ${entries.length} entries, and a calendar at most ${mostEntries} of a kind`;
    return { problems: [{ line: 1, message, help: "ask for fewer --years" }] };
  }
  const draft: Draft = {
    description: `${form === "days" ? "Days" : "Business days: the week without the days"} of ${file.name ?? source.file}.`,
    comments: comments(source, file, years),
    ...{ weekdays, from: dateOf(span.start), until: dateOf(span.end - 1) },
    entries: withoutRepeats(entries.map(({ entry }) => entry)),
    leftOut: [],
  };
  const listed = drafted.flatMap(({ days }) => days.map(({ day }) => day).filter(isDrafted));
  return { draft, listed: new Set(listed) };
}

function groupOf({ event, starts }: EventDays, years: Years): EventGroup {
  const days = [...new Set(starts.flatMap((day) => spread(day, event.length)))];
  days.sort((a, b) => a - b);
  const ways = waysOfEvent(event);
  const bounded = ways.map((way) => way.map((rule) => boundedRule(rule, days, years)));
  const name = nameText(event.summary) ?? "";
  return { event, starts, ways: [...ways, ...bounded], days: days.map((day) => ({ day, name })) };
}

const spread = (day: number, length: number): number[] =>
  Array.from({ length }, (_, index) => day + index);

/** The years of its rule, where it says none by itself. */
function boundedRule(rule: CalendarRule, days: readonly number[], years: Years): CalendarRule {
  const [last] = days.slice(-1);
  if ("every" in rule) return last === undefined ? rule : { ...rule, until: dateOf(last) };
  return inYears(
    rule,
    days.map((day) => ({ day, name: "" })),
    years,
  );
}

/**
 * Where the file says something: from its first day's year to that of its last day that is no endless repetition, since of the
 * years after it nobody knows whether they are listed. Null: nowhere in the years asked.
 */
function coveredYears(groups: readonly EventGroup[], asked: Years): Years | null {
  const firsts = groups.flatMap(({ starts }) => starts.slice(0, 1));
  const lasts = groups.flatMap(({ event, starts }) => (isEndless(event) ? [] : starts.slice(-1)));
  if (firsts.length === 0) return null;
  const from = Math.max(asked.from, yearOf(firsts.reduce((a, b) => Math.min(a, b))));
  const last = lasts.length === 0 ? asked.until : yearOf(lasts.reduce((a, b) => Math.max(a, b)));
  const until = Math.min(asked.until, last);
  return until < from ? null : { from, until };
}

function entriesOf({ group, rules }: Fitted<EventGroup>, { start, end }: Span) {
  const first = group.days.find(({ day }) => day >= start)?.day ?? start;
  const comment = group.event.isTimed ? "the day on which it begins" : null;
  const name = nameText(group.event.summary);
  const said = rules ?? plainDates(group.days, start, end);
  return said.map((rule) => {
    const { name: _, ...days } = rule;
    const entry: DraftEntry = { rule: { ...days, ...(name && { name }) }, comment };
    return { entry, order: rules === null ? beginOf(days) : first };
  });
}

/** Of a date or a range with years. */
const beginOf = (rule: CalendarRule): number =>
  dayOf("date" in rule ? rule.date : "from" in rule ? rule.from : "");

/** Files of several regions have a day once for each. */
const withoutRepeats = (entries: readonly DraftEntry[]): DraftEntry[] => [
  ...new Map(entries.map((entry) => [JSON.stringify(entry), entry])).values(),
];

function comments(source: IcsSource, { events, skipped }: IcsFile, years: Years): string[] {
  const { from, until } = years;
  const cancelled = events.filter(({ isCancelled }) => isCancelled).length;
  const timed = events.filter(({ isTimed, isCancelled }) => isTimed && !isCancelled).length;
  const earlier = until < source.years.until;
  return [
    `DRAFT of ${from === until ? from : `${from} to ${until}`}, to be reviewed before anything runs by it.`,
    `From the iCalendar file ${source.file}, which has ${events.length - cancelled} such events.`,
    "To check:",
    "- the terms under which the file may be used, and whether it says what you rely on;",
    ...(cancelled > 0 ? [`- left out, as they are cancelled: ${cancelled};`] : []),
    ...(skipped > 0 ? [`- left out, as they are at times: ${skipped};`] : []),
    ...(timed > 0 ? [`- at times, for which the day on which they begin stands: ${timed};`] : []),
    ...(earlier ? [`- its days end in ${until}, and so does this;`] : []),
    `- a rule gives the file's days up to ${until + checkedYears}; plain dates are to be continued before \`until\`.`,
  ];
}
