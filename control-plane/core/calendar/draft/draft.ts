// A calendar that is proposed for review, and its text: what it says, where that comes from and what to look at.

import { parseFile } from "../../parse.ts";
import { type Calendar, type CalendarRule, type Weekday, weekdays as week } from "../calendar.ts";
import { dateOf, dayOf, daysFrom } from "../date.ts";
import { compileCalendar } from "../days.ts";
import { calendarPath, createCalendarReader } from "../read.ts";

export interface DraftEntry {
  rule: CalendarRule;
  /** What a reviewer should know of it. */
  comment: string | null;
}

export interface Draft {
  description: string;
  /** Lines above it, without `#`. */
  comments: readonly string[];
  /** Null: its days are those of the entries; else the entries are the exceptions. */
  weekdays: readonly Weekday[] | null;
  /** First and last date. */
  from: string;
  until: string;
  entries: readonly DraftEntry[];
  /** Entries that are not in it, as comments, so that a reviewer can take them in. */
  leftOut: readonly { title: string; entries: readonly DraftEntry[] }[];
}

/** From Monday to Sunday, without the weekend. */
export const workdays = (weekend: readonly Weekday[]): Weekday[] =>
  [...week.slice(1), ...week.slice(0, 1)].filter((day) => !weekend.includes(day));

export function draftText(draft: Draft): string {
  const { weekdays, entries, leftOut } = draft;
  const lines = [
    "# yaml-language-server: $schema=../.trunkline/schemas/calendar.schema.json",
    ...draft.comments.map((line) => (line === "" ? "#" : `# ${oneLine(line)}`)),
    `description: ${scalar(draft.description)}`,
    `from: ${draft.from}`,
    `until: ${draft.until}`,
    ...(weekdays === null ? [] : [`weekdays: [${weekdays.join(", ")}]`]),
    ...list(weekdays === null ? "days" : "except", entries),
    ...leftOut.flatMap((part) => [
      `  # ${oneLine(part.title)}`,
      ...part.entries.map((entry) => `  # ${entryText(entry).trimStart()}`),
    ]),
  ];
  return `${lines.join("\n")}\n`;
}

const list = (key: string, entries: readonly DraftEntry[]): string[] =>
  entries.length === 0 ? [`${key}: []`] : [`${key}:`, ...entries.map(entryText)];

function entryText({ rule, comment }: DraftEntry): string {
  const { name, years, ...main } = rule;
  const fields = { ...main, ...(years && { years }), ...(name !== undefined && { name }) };
  const keys = Object.keys(fields);
  const text = keys.length === 1 && "date" in fields ? fields.date : flow(fields);
  return `  - ${text}${comment === null ? "" : `  # ${oneLine(comment)}`}`;
}

function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
  if (typeof value === "object" && value !== null)
    return `{${Object.entries(value)
      .map(([key, one]) => `${key}: ${flow(one)}`)
      .join(", ")}}`;
  return typeof value === "string" && !/^[\d-]+$/.test(value) ? scalar(value) : String(value);
}

/** Words that YAML reads as something other than text, or that older readers do. */
const notText = /^(?:null|true|false|yes|no|on|off|y|n)$/i;

/** Plain where every reader of YAML takes it for text, else quoted. */
const scalar = (text: string): string =>
  /^\p{L}(?:[\p{L}\p{M}\p{N} .'’()/·-]*[\p{L}\p{M}\p{N}.)])?$/u.test(text) && !notText.test(text)
    ? text
    : JSON.stringify(text);

const oneLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ");

/** As `name` may be: one line of at most 200 characters; undefined when nothing is left. */
export function nameText(text: string): string | undefined {
  const line = [...oneLine(text).trim()];
  const cut = line.length > 200 ? `${line.slice(0, 199).join("")}…` : line.join("");
  return cut === "" ? undefined : cut;
}

/**
 * What the text means when it is read back. @param listed Day numbers that its entries must name.
 * @throws Error where the text says anything else, which would be a fault of ours and not of who reviews it.
 */
export function readBack(name: string, draft: Draft, listed: ReadonlySet<number>): Calendar {
  const path = calendarPath(name);
  const file = parseFile(path, draftText(draft));
  const reader = createCalendarReader((one) => (one === path ? file : undefined), []);
  const calendar = reader.calendar(name)?.calendar;
  const [first] = reader.diagnostics();
  if (!calendar) throw new Error(`the draft can't be read back: ${first?.message}`);
  const { has } = compileCalendar(calendar);
  const plain = draft.weekdays && compileCalendar({ ...calendar, except: [] });
  for (const day of daysFrom(dayOf(draft.from), dayOf(draft.until) + 1)) {
    const expected = plain === null ? listed.has(day) : plain.has(day) && !listed.has(day);
    if (has(day) !== expected) throw new Error(`the draft is wrong about ${dateOf(day)}`);
  }
  return calendar;
}
