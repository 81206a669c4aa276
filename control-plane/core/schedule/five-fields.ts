// Cron text of five fields, whoever reads it: split into fields, each read by its dialect, put together and judged.

import { weekdays as weekdayNames } from "../calendar/calendar.ts";
import { didYouMean } from "../suggest.ts";
import {
  type Cron,
  type CronIssue,
  type CronReading,
  type Field,
  fieldRules,
  hashIssue,
  issueAt,
  itemsOf,
  nicknames,
  type Token,
  tokensOf,
} from "./cron-text.ts";
import { bits, type Days, matchesNoDay, type RareDays } from "./days.ts";

/** What one field gives. */
export interface FieldValues {
  /** Of weekdays 7 is Sunday as well as 0. */
  values: Iterable<number>;
  rare?: Partial<RareDays>;
}

export interface FiveFieldReader {
  /** Reads one field; what is wrong with it goes to `issues`. */
  read: (token: Token, field: Field, issues: CronIssue[]) => FieldValues;
  /** Whether a day field restricts nothing, or counts so. */
  isOpen: (token: Token, values: ReadonlySet<number>, field: Field) => boolean;
  /** Added to the help of a text that doesn't have five fields. */
  extraFields: string;
}

type Five<T> = [T, T, T, T, T];

/** The schedule (null when there is an error) and every issue, in the order of the text. */
export function readFiveFields(text: string, reader: FiveFieldReader): CronReading {
  const word = text.trim();
  if (word.startsWith("@")) {
    const meant = nicknames.get(word);
    if (meant !== undefined) return readFiveFields(meant, reader);
    return { cron: null, issues: [unknownNickname(text, word)] };
  }
  const tokens = tokensOf(text);
  if (tokens.length !== 5) return { cron: null, issues: [notFive(text, tokens.length, reader)] };
  const hashes = tokens.flatMap(itemsOf).flatMap((item) => hashIssue(item) ?? []);
  if (hashes.length > 0) return { cron: null, issues: hashes };
  const issues: CronIssue[] = [];
  const read = fieldRules.map((field, index) =>
    readField(tokens[index] as Token, field, reader, issues),
  );
  const sets = read.map(({ values }) => values) as Five<ReadonlySet<number>>;
  if (issues.some(({ severity }) => severity === "error")) return { cron: null, issues };
  const cron = combine(tokens as Five<Token>, sets, rareOf(read), reader);
  const never = neverFires(cron, tokens as Five<Token>, sets);
  if (never !== null) return { cron: null, issues: causesOf(never, issues) };
  const both = surpriseOfDays(cron, tokens as Five<Token>, sets);
  return { cron, issues: both === null ? issues : [...issues, both] };
}

type ReadField = Omit<FieldValues, "values"> & { values: ReadonlySet<number> };

/** Fields without an issue by reader and text: a hundred or two make up all texts. */
const sound = new WeakMap<FiveFieldReader, Map<string, ReadField>>();
const mostSound = 2_000;

function readField(
  token: Token,
  field: Field,
  reader: FiveFieldReader,
  issues: CronIssue[],
): ReadField {
  const known = sound.getOrInsertComputed(reader, () => new Map());
  const key = `${field.name} ${token.text}`;
  const found = known.get(key);
  if (found) return found;
  const before = issues.length;
  const { values, ...rest } = reader.read(token, field, issues);
  const read = { ...rest, values: new Set(values) };
  if (issues.length === before && known.size < mostSound) known.set(key, read);
  return read;
}

function combine(
  tokens: Five<Token>,
  [minutes, hours, days, months, weekdays]: Five<ReadonlySet<number>>,
  rare: RareDays | null,
  reader: FiveFieldReader,
): Cron {
  const times = sorted(hours).flatMap((hour) =>
    sorted(minutes).map((minute) => (hour * 60 + minute) * 60),
  );
  return {
    times,
    days: {
      days: bits(days),
      months: bits(months),
      weekdays: bits([...weekdays].map((day) => day % 7)),
      either:
        !reader.isOpen(tokens[2], days, fieldRules[2]) &&
        !reader.isOpen(tokens[4], weekdays, fieldRules[4]),
      rare,
    },
    wild: tokens[0].text.startsWith("*") || tokens[1].text.startsWith("*"),
    timezone: null,
  };
}

const sorted = (values: Iterable<number>): number[] => [...values].sort((a, b) => a - b);

function rareOf(read: readonly FieldValues[]): RareDays | null {
  const parts = read.flatMap(({ rare }) => rare ?? []);
  if (parts.length === 0) return null;
  const nothing: RareDays = { years: null, fromEnd: 0, workdays: 0, nth: [] };
  return Object.assign(nothing, ...parts);
}

function neverFires(
  { days }: Cron,
  tokens: Five<Token>,
  sets: Five<ReadonlySet<number>>,
): CronIssue | null {
  const empty = [0, 1, 3].find((index) => sets[index]?.size === 0);
  const none = empty === undefined && !matchesNoDay(days) ? null : (empty ?? emptyDay(days));
  if (none === null) return null;
  const token = tokens[none] as Token;
  // `L-30` and `31W` are days, only none of the months'.
  const isEmpty = none !== 2 || (days.days === 0 && rareIsEmpty(days.rare));
  const [message, help] = isEmpty
    ? [
        `"${token.text}" matches nothing`,
        "write the values that shall match, from the lower one up",
      ]
    : [
        "no such day exists in the months it names",
        "use a day that the month has; 28 is in all of them",
      ];
  return issueAt(token, "error", `this never fires: ${message}`, help);
}

const rareIsEmpty = (rare: RareDays | null): boolean =>
  rare === null || (rare.fromEnd === 0 && rare.workdays === 0);

/** A warning of the field that matches nothing says why, so both become one error. */
function causesOf(never: CronIssue, issues: readonly CronIssue[]): CronIssue[] {
  const cause = issues.find(({ message }) => message.endsWith("matches nothing"));
  if (cause?.column !== never.column) return [...issues, never];
  const whole = { ...never, ...cause, severity: never.severity };
  whole.message = `this never fires: ${cause.message}`;
  return [...issues.filter((issue) => issue !== cause), whole];
}

/** The day field to point at. */
const emptyDay = ({ weekdays, rare }: Days): number => (weekdays === 0 && rare === null ? 4 : 2);

/** Both day fields restricted: half of all crons take either, and people expect the other half. */
function surpriseOfDays(
  { days }: Cron,
  [, , byDate, , byWeekday]: Five<Token>,
  [, , dates, , weekdays]: Five<ReadonlySet<number>>,
): CronIssue | null {
  if (days.either)
    return issueAt(
      byDate,
      "warning",
      `this runs on days ${byDate.text} and also on every ${byWeekday.text}: either field is enough`,
      `leave one of the two fields *; for days that are both write ${bothText(dates, weekdays)}`,
    );
  const everyDate = dates.size >= 31;
  const everyWeekday = new Set([...weekdays].map((day) => day % 7)).size === 7;
  if (everyDate || everyWeekday || days.rare !== null) return null;
  return issueAt(
    byDate,
    "warning",
    `this runs on days ${byDate.text} only where they are ${byWeekday.text} too: a field that begins with * makes both necessary`,
    "leave one of the two fields *, or use two triggers if either is enough",
  );
}

/** The structured form that means both; in short where there is much to list. */
function bothText(dates: ReadonlySet<number>, weekdays: ReadonlySet<number>): string {
  const names = [...new Set([...weekdays].map((day) => day % 7))].map((day) => weekdayNames[day]);
  const listed = dates.size > 0 && dates.size <= 5 ? sorted(dates).join(", ") : "…";
  return `{nthDay: [${listed}], weekdays: [${names.join(", ") || "…"}], at: …}`;
}

function notFive(text: string, found: number, reader: FiveFieldReader): CronIssue {
  const help =
    found === 6 || found === 7
      ? reader.extraFields
      : "minute hour day-of-month month day-of-week, such as 0 6 * * mon-fri";
  const message = `cron text has five fields, and this has ${found}`;
  return { severity: "error", message, help, column: 1, length: text.length };
}

function unknownNickname(text: string, nickname: string): CronIssue {
  const reasons: Record<string, string> = {
    "@reboot": "a schedule knows times only; start such work from the machine itself",
    "@every": "write schedule: {every: 15m}",
  };
  const [word = ""] = nickname.split(/\s/);
  const help = reasons[word] ?? didYouMean(word, nicknames.keys());
  const column = 1 + text.length - text.trimStart().length;
  return issueAt({ text: nickname, column }, "error", `"${nickname}" is no known schedule`, help);
}
