// What reading cron text gives, and what all texts of five fields share: fields, names, nicknames, places to point at.

import { months, weekdays } from "../calendar/calendar.ts";
import type { Days } from "./days.ts";

export interface Cron {
  /** Seconds since local midnight, ascending; at least one. */
  times: readonly number[];
  days: Days;
  /** Whether minute or hour begins with `*`: where clocks change the daemons treat such jobs apart. */
  wild: boolean;
  /** The zone that the text itself names, as systemd's may. */
  timezone: string | null;
}

/** What the text means (null when there is an error) and every issue, in the order of the text. */
export interface CronReading {
  cron: Cron | null;
  issues: CronIssue[];
}

export interface CronIssue {
  severity: "error" | "warning";
  message: string;
  help?: string;
  /** Place in the text: the first column is 1. */
  column: number;
  length: number;
}

export interface Token {
  text: string;
  column: number;
}

export interface Field {
  name: string;
  min: number;
  max: number;
  /** Values in one turn of the wheel, to tell even steps from uneven ones. */
  turn: number;
  names: readonly string[];
}

export const fieldRules: readonly [Field, Field, Field, Field, Field] = [
  { name: "minute", min: 0, max: 59, turn: 60, names: [] },
  { name: "hour", min: 0, max: 23, turn: 24, names: [] },
  { name: "day of month", min: 1, max: 31, turn: 31, names: [] },
  { name: "month", min: 1, max: 12, turn: 12, names: months },
  { name: "day of week", min: 0, max: 7, turn: 7, names: weekdays },
];

/** The words of Vixie's cron that mean times; each dialect of five fields knows them, in lower case. */
export const nicknames: ReadonlyMap<string, string> = new Map([
  ["@yearly", "0 0 1 1 *"],
  ["@annually", "0 0 1 1 *"],
  ["@monthly", "0 0 1 * *"],
  ["@weekly", "0 0 * * 0"],
  ["@daily", "0 0 * * *"],
  ["@midnight", "0 0 * * *"],
  ["@hourly", "0 * * * *"],
]);

/** The five fields as they are written, a nickname's in its place; empty for what is no such text. */
export function cronFields(text: string): readonly string[] {
  const word = text.trim();
  return (nicknames.get(word) ?? word).split(/[ \t]+/);
}

export const tokensOf = (text: string): Token[] =>
  [...text.matchAll(/[^ \t]+/g)].map((match) => ({ text: match[0], column: match.index + 1 }));

/** The items of a list, each with its place; empty ones too. */
export function itemsOf(token: Token): Token[] {
  let column = token.column;
  return token.text.split(",").map((text) => {
    const item = { text, column };
    column += text.length + 1;
    return item;
  });
}

export function issueAt(
  item: Token,
  severity: CronIssue["severity"],
  message: string,
  help?: string,
): CronIssue {
  const issue = { severity, message, column: item.column, length: Math.max(1, item.text.length) };
  return help === undefined ? issue : { ...issue, help };
}

/** A name of the field or digits; null for anything else. */
export function numberOf(text: string, { names, min }: Field): number | null {
  const named = names.indexOf(text.toLowerCase());
  if (named !== -1) return named + min;
  return /^\d+$/.test(text) ? Number(text) : null;
}

export const isWithin = (value: number, { min, max }: Field): boolean =>
  value >= min && value <= max;

/** The same, null outside the field's bounds too. */
export function valueIn(text: string, field: Field): number | null {
  const value = numberOf(text, field);
  return value !== null && isWithin(value, field) ? value : null;
}

/** Values from `from` to `end`, by `step`. */
export function* stepped(from: number, end: number, step: number): Generator<number> {
  for (let value = from; value <= end; value += step) yield value;
}

/** Steps that don't do what they seem to: those beyond the field, and wheels that start again unevenly. */
export function warnUneven(
  item: Token,
  field: Pick<Field, "name" | "turn">,
  from: number,
  end: number,
  step: number,
  isWheel: boolean,
  issues: CronIssue[],
): void {
  const { name, turn } = field;
  if (from + step > end) {
    const plural = name.startsWith("day of") ? name.replace("day", "days") : `${name}s`;
    const message = `the step ${step} is beyond the ${plural}, so only ${from} matches`;
    issues.push(issueAt(item, "warning", message, `write ${from}${longerWay(name, step)}`));
  } else if (isWheel && turn % step !== 0) {
    const last = from + Math.floor((end - from) / step) * step;
    const message = `"${item.text}" starts again each time: after ${name} ${last} comes ${from}`;
    issues.push(issueAt(item, "warning", message, evenWay(name, turn, step)));
  }
}

const unitOf: Readonly<Record<string, string>> = { minute: "m", hour: "h", second: "s" };
const daySeconds = 86_400;
const secondsOf: Readonly<Record<string, number>> = { minute: 60, hour: 3600, second: 1 };

/** The form that steps on beyond the field, where there is one. */
function longerWay(name: string, step: number): string {
  const seconds = step * (secondsOf[name] ?? daySeconds);
  if (seconds < daySeconds) return `, or use \`every: ${step}${unitOf[name]}\``;
  return name === "day of month"
    ? `, or name a \`calendar\` with {every: ${step}, from: DATE}`
    : "";
}

function evenWay(name: string, turn: number, step: number): string {
  if (name === "day of month")
    return `for every ${step} days name a \`calendar\` with {every: ${step}, from: DATE}; else list the days`;
  if (name === "day of week") return "list the weekdays";
  const divisors = Array.from({ length: turn }, (_, index) => index + 1).filter(
    (value) => turn % value === 0,
  );
  const near = [divisors.findLast((value) => value < step), divisors.find((value) => value > step)];
  return `use a step that divides ${turn}, such as ${near.join(" or ")}`;
}

/** Jenkins' word for a value that it chooses by the job's name; null for another item. */
export const hashIssue = (item: Token): CronIssue | null =>
  /^H(?:\(|\/|$)/.test(item.text)
    ? issueAt(
        item,
        "error",
        `"${item.text}" has Jenkins' H, which chooses a value by the job's name`,
        "write a fixed value, and `jitter: 30m` beside `schedule` to spread the runs",
      )
    : null;
