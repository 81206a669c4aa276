// Cron text of five fields, read strictly: what other dialects accept silently is an issue with a way out.

import { didYouMean } from "../suggest.ts";
import { longestMonths } from "./civil.ts";

export interface CronIssue {
  severity: "error" | "warning";
  message: string;
  help?: string;
  /** Place in the text: the first column is 1. */
  column: number;
  length: number;
}

/** What a day and a time of day must match; bit n of a number of bits stands for the value n. */
export interface Cron {
  minutes: readonly number[];
  hours: readonly number[];
  /** Bits 1 to 31. */
  days: number;
  /** Bits 1 to 12. */
  months: number;
  /** Bits 0 (Sunday) to 6. */
  weekdays: number;
  /** With both restricted a day matches when either does. */
  daysRestricted: boolean;
  weekdaysRestricted: boolean;
}

interface Field {
  name: string;
  min: number;
  max: number;
  /** Values in one turn of the wheel, to tell even steps from uneven ones. */
  turn: number;
  names: readonly string[];
}

const monthNames = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const dayNames = "sun mon tue wed thu fri sat".split(" ");

const fields: readonly [Field, Field, Field, Field, Field] = [
  { name: "minute", min: 0, max: 59, turn: 60, names: [] },
  { name: "hour", min: 0, max: 23, turn: 24, names: [] },
  { name: "day of month", min: 1, max: 31, turn: 31, names: [] },
  { name: "month", min: 1, max: 12, turn: 12, names: monthNames },
  { name: "day of week", min: 0, max: 7, turn: 7, names: dayNames },
];

const nicknames: Record<string, string> = {
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
  "@monthly": "0 0 1 * *",
  "@weekly": "0 0 * * 0",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@hourly": "0 * * * *",
};

interface Token {
  text: string;
  column: number;
}

/** The five fields as they are written, a nickname's in its place; empty for what is no such text. */
export function cronFields(text: string): readonly string[] {
  const words = text.trim().split(/[ \t]+/);
  const meant = Object.hasOwn(nicknames, text.trim()) ? nicknames[text.trim()] : undefined;
  return meant?.split(" ") ?? words;
}

/** The parsed fields (null when there is an error) and every issue, in the order of the text. */
export function parseCron(text: string): { cron: Cron | null; issues: CronIssue[] } {
  const issues: CronIssue[] = [];
  const nickname = text.trim();
  if (nickname.startsWith("@")) {
    const meant = Object.hasOwn(nicknames, nickname) ? nicknames[nickname] : undefined;
    if (meant !== undefined) return parseCron(meant);
    return { cron: null, issues: [unknownNickname(text, nickname)] };
  }
  const tokens = [...text.matchAll(/[^ \t]+/g)].map((match) => ({
    text: match[0],
    column: match.index + 1,
  }));
  if (tokens.length !== 5) {
    const help =
      tokens.length === 6 || tokens.length === 7
        ? "leave seconds and years out"
        : "minute hour day-of-month month day-of-week, such as 0 6 * * mon-fri";
    const message = `cron text has five fields, and this has ${tokens.length}`;
    issues.push({ severity: "error", message, help, column: 1, length: text.length });
    return { cron: null, issues };
  }
  const sets = fields.map((field, index) => {
    const token = tokens[index] as Token;
    return new Set(parseField(token, field, issues));
  });
  const [minutes, hours, days, months, weekdays] = sets as [
    Set<number>,
    Set<number>,
    Set<number>,
    Set<number>,
    Set<number>,
  ];
  const daysRestricted = tokens[2]?.text !== "*";
  const weekdaysRestricted = tokens[4]?.text !== "*";
  const cron: Cron = {
    minutes: sorted(minutes),
    hours: sorted(hours),
    days: bits(days),
    months: bits(months),
    weekdays: bits([...weekdays].map((day) => day % 7)),
    daysRestricted,
    weekdaysRestricted,
  };
  if (issues.some((issue) => issue.severity === "error")) return { cron: null, issues };
  if (daysRestricted && weekdaysRestricted) issues.push(eitherDay(tokens));
  if (neverMatches(cron)) {
    issues.push({
      severity: "error",
      message: "this never fires: no such day exists in the months it names",
      help: "use a day that the month has; 28 is in all of them",
      column: tokens[2]?.column ?? 1,
      length: tokens[2]?.text.length ?? 1,
    });
    return { cron: null, issues };
  }
  return { cron, issues };
}

const sorted = (values: Iterable<number>): number[] => [...values].sort((a, b) => a - b);

const bits = (values: Iterable<number>): number => {
  let all = 0;
  for (const value of values) all |= 1 << value;
  return all >>> 0;
};

function neverMatches(cron: Cron): boolean {
  if (cron.weekdaysRestricted) return false;
  return !longestMonths.some((longest, index) => {
    const lowDays = cron.days & (2 ** (longest + 1) - 1);
    return (cron.months & (1 << (index + 1))) !== 0 && lowDays !== 0;
  });
}

/** `*`, `a`, `a-b`, each list item optionally stepped; values as written, so 7 is still Sunday. */
function* parseField(token: Token, field: Field, issues: CronIssue[]): Generator<number> {
  let column = token.column;
  for (const item of token.text.split(",")) {
    yield* parseItem({ text: item, column }, field, issues);
    column += item.length + 1;
  }
}

function* parseItem(item: Token, field: Field, issues: CronIssue[]): Generator<number> {
  const fail = (message: string, help?: string) => {
    issues.push(issueAt(item, "error", message, help));
  };
  const found = /^(?:(\*)|(\w+)(?:-(\w+))?)(?:\/(\d+))?$/.exec(item.text);
  if (!found) {
    const strange = strangeItem(item.text);
    fail(`"${item.text}" is no ${field.name}`, strange ?? `write ${field.min} to ${field.max}`);
    return;
  }
  const [, star, first, last, stepText] = found;
  if (star === undefined && last === undefined && stepText !== undefined) {
    const help = `write ${first}-${field.name === "day of week" ? 6 : field.max}/${stepText}`;
    fail(`"${item.text}" steps from a single value`, help);
    return;
  }
  const from = star ? field.min : valueOfName(first ?? "", field, fail);
  const highest = field.name === "day of week" ? 6 : field.max;
  const to = star ? highest : last === undefined ? from : valueOfName(last, field, fail);
  if (from === null || to === null) return;
  // `fri-sun`: the end of the week is 7 as well as 0.
  const end = field.name === "day of week" && to === 0 && from > 0 ? 7 : to;
  if (from > end) {
    const split = `${first}-${highest},${field.min}-${last}`;
    fail(`the range ${first}-${last} runs backwards`, `write ${split}`);
    return;
  }
  const step = stepText === undefined ? 1 : Number(stepText);
  if (step === 0) {
    fail("a step of 0 never moves on", "write a step of 1 or more");
    return;
  }
  if (stepText !== undefined) warnUneven(item, field, from, end, step, star !== undefined, issues);
  for (let value = from; value <= end; value += step) yield value;
}

function valueOfName(
  text: string,
  field: Field,
  fail: (message: string, help?: string) => void,
): number | null {
  const named = field.names.indexOf(text.toLowerCase());
  if (named !== -1) return named + field.min;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= field.min && value <= field.max) return value;
  const range = `${field.name}s go from ${field.min} to ${field.max}`;
  const near = Number.isNaN(value) ? didYouMean(text.slice(0, 3), field.names) : undefined;
  fail(
    `"${text}" is no ${field.name}`,
    near ?? range.replace("day of months", "days of the month"),
  );
  return null;
}

function warnUneven(
  item: Token,
  field: Field,
  from: number,
  end: number,
  step: number,
  isWheel: boolean,
  issues: CronIssue[],
): void {
  if (from + step > end) {
    const message = `the step ${step} is beyond the ${field.name}s, so only ${from} matches`;
    issues.push(issueAt(item, "warning", message, `write ${from}, or use \`every\``));
  } else if (isWheel && field.turn % step !== 0) {
    const last = from + Math.floor((end - from) / step) * step;
    const message = `"${item.text}" starts again each time: after ${field.name} ${last} comes ${from}`;
    issues.push(issueAt(item, "warning", message, `use a step that divides ${field.turn}`));
  }
}

function strangeItem(text: string): string | undefined {
  if (text === "") return "remove the comma, or write a value";
  if (text === "?") return "write *";
  if (/[LW#]/i.test(text)) return "L, W and # are no part of cron text here";
  if (text.includes("~")) return "a random time differs on each load; write a fixed one";
  if (text.startsWith("-")) return "write two values: 1-5";
  return undefined;
}

function eitherDay(tokens: readonly Token[]): CronIssue {
  const [days, weekdays] = [tokens[2], tokens[4]];
  return {
    severity: "warning",
    message: `this runs on days ${days?.text} and also on every ${weekdays?.text}: either field is enough`,
    help: "leave one of the two fields *, or test the other in `if`",
    column: days?.column ?? 1,
    length: days?.text.length ?? 1,
  };
}

function unknownNickname(text: string, nickname: string): CronIssue {
  const reasons: Record<string, string> = {
    "@reboot": "a schedule knows times only; start such work from the machine itself",
    "@every": "write schedule: {every: 15m}",
  };
  const [word = ""] = nickname.split(/\s/);
  const help = reasons[word] ?? didYouMean(word, Object.keys(nicknames));
  const issue: CronIssue = {
    severity: "error",
    message: `"${nickname}" is no known schedule`,
    column: 1 + text.length - text.trimStart().length,
    length: nickname.length,
  };
  return help === undefined ? issue : { ...issue, help };
}

function issueAt(
  item: Token,
  severity: CronIssue["severity"],
  message: string,
  help?: string,
): CronIssue {
  const issue = { severity, message, column: item.column, length: Math.max(1, item.text.length) };
  return help === undefined ? issue : { ...issue, help };
}
