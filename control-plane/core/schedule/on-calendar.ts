// systemd's OnCalendar text: `Mon..Fri *-*-* 06:00:00 Europe/Berlin`, or a word such as `daily`.

import { closest } from "../suggest.ts";
import { isTimezone, timezoneNames } from "../timezone.ts";
import { type CronIssue, type CronReading, issueAt, type Token } from "./cron-text.ts";
import { bits, type Days, matchesNoDay } from "./days.ts";
import { type Component, readComponent } from "./on-calendar-component.ts";
import { readWeekdays } from "./on-calendar-weekdays.ts";

const words: ReadonlyMap<string, string> = new Map([
  ["minutely", "*-*-* *:*:00"],
  ["hourly", "*-*-* *:00:00"],
  ["daily", "*-*-* 00:00:00"],
  ["weekly", "Mon *-*-* 00:00:00"],
  ["monthly", "*-*-01 00:00:00"],
  ["quarterly", "*-01,04,07,10-01 00:00:00"],
  ["semiannually", "*-01,07-01 00:00:00"],
  ["semi-annually", "*-01,07-01 00:00:00"],
  ["biannually", "*-01,07-01 00:00:00"],
  ["bi-annually", "*-01,07-01 00:00:00"],
  ["yearly", "*-01-01 00:00:00"],
  ["annually", "*-01-01 00:00:00"],
  ["anually", "*-01-01 00:00:00"],
]);

const form =
  "write [WEEKDAYS] [YEAR-MONTH-DAY] [HOUR:MINUTE[:SECOND]] [ZONE], such as Mon..Fri 06:00";

/** Weekday and date must both match. `~` in place of the last `-` counts days from the month's end. */
export function readOnCalendar(text: string): CronReading {
  const issues: CronIssue[] = [];
  const tokens = [...text.matchAll(/[^ ]+/g)].map((match) => ({
    text: match[0],
    column: match.index + 1,
  }));
  const timezone = takeZone(tokens);
  const [word] = tokens;
  if (word === undefined)
    return {
      cron: null,
      issues: [issueAt({ text, column: 1 }, "error", "the text is empty", form)],
    };
  const meant = tokens.length === 1 ? words.get(word.text.toLowerCase()) : undefined;
  if (meant !== undefined) {
    const reading = readOnCalendar(meant);
    return { ...reading, cron: reading.cron && { ...reading.cron, timezone } };
  }
  const weekdays = readWeekdays(word, issues);
  if (weekdays !== null) tokens.shift();
  const date = /[-~]/.test(tokens[0]?.text ?? "") ? tokens.shift() : undefined;
  const time = tokens.shift();
  const rest = tokens[0];
  if (rest !== undefined) issues.push(tooMany(rest));
  const days = readDate(date, weekdays ?? 127, issues);
  const times = readTime(time, issues);
  if (issues.some(({ severity }) => severity === "error") || days === null)
    return { cron: null, issues };
  if (matchesNoDay(days)) {
    const isOfWeekday = weekdays !== null && !matchesNoDay({ ...days, weekdays: 127 });
    const message = isOfWeekday
      ? `this never fires: no such day is on ${word.text}`
      : "this never fires: no such day exists";
    const help = isOfWeekday ? "leave the weekday out" : "use a day that the month has";
    return { cron: null, issues: [...issues, issueAt(date ?? word, "error", message, help)] };
  }
  return { cron: { times, days, wild: false, timezone }, issues };
}

/** The word where a zone may stand, and that is none: a zone's name that is not known has more than its place wrong. */
function tooMany(token: Token): CronIssue {
  if (!/^[a-z]+(?:[/_+-][a-z\d]+)+$/i.test(token.text))
    return issueAt(token, "error", `"${token.text}" is one part too many`, form);
  const near = closest(token.text, timezoneNames());
  const help = near === null ? "use an IANA name such as Europe/Berlin" : `did you mean "${near}"?`;
  return issueAt(token, "error", `there is no time zone "${token.text}"`, help);
}

/** The last word is a zone if there is one of that name. */
function takeZone(tokens: Token[]): string | null {
  const last = tokens.at(-1)?.text ?? "";
  if (tokens.length < 2 || /^[\d*]/.test(last)) return null;
  if (last.toLowerCase() !== "utc" && !isTimezone(last)) return null;
  tokens.pop();
  return last.toLowerCase() === "utc" ? "UTC" : last;
}

function readDate(token: Token | undefined, weekdays: number, issues: CronIssue[]): Days | null {
  const always = { days: 0xffff_fffe, months: 0x1ffe, weekdays, either: false, rare: null };
  if (token === undefined) return always;
  const found = /^(?:([^-~]*)-)?([^-~]*)([-~])([^-~]*)$/.exec(token.text);
  if (!found) {
    issues.push(issueAt(token, "error", `"${token.text}" is no date`, "write 2026-12-31, 12-31"));
    return null;
  }
  const [, year, month = "", mark, day = ""] = found;
  const at = (text: string, offset: number) => ({ text, column: token.column + offset });
  const monthAt = year === undefined ? 0 : year.length + 1;
  const years =
    year === undefined || year === "*" ? null : readComponent(at(year, 0), yearField, issues);
  const months = readComponent(at(month, monthAt), monthField, issues);
  const dayPlace = at(day, monthAt + month.length + 1);
  const isFromEnd = mark === "~" && day !== "*";
  const days = readComponent(dayPlace, isFromEnd ? lastDayField : dayField, issues);
  const rare =
    years === null && !isFromEnd
      ? null
      : {
          years: years === null ? null : new Set(years),
          fromEnd: isFromEnd ? bits(days) : 0,
          workdays: 0,
          nth: [],
        };
  return { ...always, months: bits(months), days: isFromEnd ? 0 : bits(days), rare };
}

const yearField: Component = { name: "year", min: 1970, max: 2199, turn: null, isFromEnd: false };
const monthField: Component = { name: "month", min: 1, max: 12, turn: 12, isFromEnd: false };
const dayField: Component = { name: "day of month", min: 1, max: 31, turn: 31, isFromEnd: false };
const lastDayField: Component = { ...dayField, max: 28, turn: null, isFromEnd: true };
const timeFields: readonly Component[] = [
  { name: "hour", min: 0, max: 23, turn: 24, isFromEnd: false },
  { name: "minute", min: 0, max: 59, turn: 60, isFromEnd: false },
  { name: "second", min: 0, max: 59, turn: 60, isFromEnd: false },
];

function readTime(token: Token | undefined, issues: CronIssue[]): number[] {
  if (token === undefined) return [0];
  const parts = token.text.split(":");
  if (parts.length < 2 || parts.length > 3) {
    issues.push(issueAt(token, "error", `"${token.text}" is no time of day`, "write 06:00"));
    return [];
  }
  let column = token.column;
  const sets = timeFields.map((field, index) => {
    const text = parts[index];
    if (text === undefined) return [0];
    const place = { text, column };
    column += text.length + 1;
    return readComponent(place, field, issues).sort((a, b) => a - b);
  });
  const [hours = [], minutes = [], seconds = []] = sets;
  return hours.flatMap((hour) =>
    minutes.flatMap((minute) => seconds.map((second) => (hour * 60 + minute) * 60 + second)),
  );
}
