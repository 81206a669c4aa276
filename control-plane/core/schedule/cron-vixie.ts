// Cron text as the daemons of Vixie's line read it: Debian's, which ignores what it doesn't understand at the end of a
// field, and cronie, which refuses it and knows random times.

import {
  type CronIssue,
  type CronReading,
  type Field,
  issueAt,
  isWithin,
  itemsOf,
  numberOf,
  stepped,
  type Token,
  warnUneven,
} from "./cron-text.ts";
import { type FiveFieldReader, readFiveFields } from "./five-fields.ts";
import { stableChoice } from "./stable-choice.ts";

type ListReader = (token: Token, issues: CronIssue[]) => Token[];
type ItemReader = (item: Token, field: Field, issues: CronIssue[]) => Iterable<number>;

const reader = (listOf: ListReader, readItem: ItemReader): FiveFieldReader => ({
  read: (token, field, issues) => ({
    values: listOf(token, issues).flatMap((item) => [...readItem(item, field, issues)]),
  }),
  // The star bit: `*/2` counts, `1-31` and `1,*` do not.
  isOpen: ({ text }) => text.startsWith("*"),
  extraFields: "this dialect has no seconds or years; the daemon takes more for the command",
});

export const readDebian = (text: string): CronReading =>
  readFiveFields(text, reader(itemsBeforeJunk, debianItem));

/** A `-` before the minute only keeps the job out of the system's log. */
export function readCronie(text: string): CronReading {
  const quiet = /^[ \t]*-/.exec(text)?.[0];
  if (quiet === undefined) return readFiveFields(text, reader(itemsOf, cronieItem));
  const rest = " ".repeat(quiet.length) + text.slice(quiet.length);
  const { cron, issues } = readFiveFields(rest, reader(itemsOf, cronieItem));
  const dash = issueAt(
    { text: "-", column: quiet.length },
    "warning",
    "the - keeps the job out of crond's log and means nothing here",
    "leave it out",
  );
  return { cron, issues: [dash, ...issues] };
}

const range = /^(?:(\*)|([0-9a-z]+)(?:-([0-9a-z]+))?(?![0-9a-z]))(?:\/(\d+)(?![0-9a-z]))?(.*)$/i;

/** Debian's list ends at the first item that something strange follows; cronie refuses that item. */
function itemsBeforeJunk(token: Token, issues: CronIssue[]): Token[] {
  const items = itemsOf(token);
  const index = items.findIndex(({ text }) => junkOf(text) !== "");
  const item = items[index];
  if (item === undefined) return items;
  const read = item.text.slice(0, item.text.length - junkOf(item.text).length);
  const from = item.column - token.column + read.length;
  const ignored = { text: token.text.slice(from), column: token.column + from };
  const message = `Debian's cron ignores "${ignored.text}", so this means ${token.text.slice(0, from)}`;
  issues.push(issueAt(ignored, "warning", message, "leave it out"));
  return [...items.slice(0, index), { text: read, column: item.column }];
}

/** What follows a value that is whole: after a dash or a slash a number must come. */
function junkOf(text: string): string {
  const [, star, , last, step, junk = ""] = range.exec(text) ?? [];
  const isCut =
    step === undefined &&
    (junk.startsWith("/") || (junk.startsWith("-") && (star ?? last) === undefined));
  return isCut ? "" : junk;
}

function* debianItem(item: Token, field: Field, issues: CronIssue[]): Generator<number> {
  const found = range.exec(item.text);
  const [, star, first, last, step, junk] = found ?? [];
  if (!found || junk || (star === undefined && last === undefined && step !== undefined)) {
    issues.push(refused(item, field, "Debian's cron drops the whole file for it"));
    return;
  }
  const bounds = star === undefined ? boundsOf(first, last, field) : [field.min, field.max];
  const [from, to] = bounds ?? [];
  const isKnown =
    from !== undefined && to !== undefined && isWithin(from, field) && isWithin(to, field);
  if (isKnown && Number(step ?? 1) !== 0)
    yield* valuesOf(item, field, [from, to], step, star !== undefined, issues);
  else issues.push(refused(item, field, "Debian's cron drops the whole file for it"));
}

function* cronieItem(item: Token, field: Field, issues: CronIssue[]): Generator<number> {
  const random = /^([0-9a-z]+)?~([0-9a-z]+)?$/i.exec(item.text);
  if (random) {
    yield* randomValue(item, random, field, issues);
    return;
  }
  const [whole, star, first, last, step, junk] = range.exec(item.text) ?? [];
  const isSingle = star === undefined && last === undefined;
  const bounds = star === undefined ? boundsOf(first, last, field) : [field.min, field.max];
  const [from, to] = bounds ?? [];
  const stepSize = Number(step ?? 1);
  const isKnown =
    whole !== undefined && !junk && from !== undefined && to !== undefined && stepSize > 0;
  // Only values that are reached must exist: 5-64/30 is 5 and 35.
  const reached = isKnown ? [...stepped(from, to, stepSize)] : [];
  if (!isKnown || (isSingle && step !== undefined) || !reached.every((at) => isWithin(at, field)))
    issues.push(refused(item, field, "cronie ignores the line"));
  else yield* valuesOf(item, field, [from, to], step, star !== undefined, issues);
}

function* valuesOf(
  item: Token,
  field: Field,
  [from, to]: [number, number],
  step: string | undefined,
  isWheel: boolean,
  issues: CronIssue[],
): Generator<number> {
  if (from > to) {
    const message = `the range ${item.text} runs backwards and matches nothing`;
    const start = to === 0 && field.max === 7 ? "" : `,${field.min}-${to}`;
    const help = `write ${from}-${field.max}${start} if it shall go on from the start`;
    issues.push(issueAt(item, "warning", message, help));
    return;
  }
  if (step !== undefined) warnUneven(item, field, from, to, Number(step), isWheel, issues);
  yield* stepped(from, to, Number(step ?? 1));
}

/** crond throws the dice at each load; a schedule must not, so the choice goes by the text. */
function* randomValue(
  item: Token,
  [, first, last]: RegExpExecArray,
  field: Field,
  issues: CronIssue[],
): Generator<number> {
  const from = first === undefined ? field.min : numberOf(first, field);
  const to = last === undefined ? field.max : numberOf(last, field);
  if (from === null || to === null || from > to || !isWithin(from, field) || !isWithin(to, field)) {
    issues.push(refused(item, field, "cronie ignores the line"));
    return;
  }
  const value = from + stableChoice(`${field.name} ${item.text}`, to - from + 1);
  const message = `crond chooses a new ${field.name} at each start; here "${item.text}" is always ${value}`;
  issues.push(issueAt(item, "warning", message, "write the value that you want"));
  yield value;
}

function boundsOf(
  first: string | undefined,
  last: string | undefined,
  field: Field,
): [number, number] | null {
  const from = numberOf(first ?? "", field);
  const to = last === undefined ? from : numberOf(last, field);
  return from === null || to === null ? null : [from, to];
}

function refused(item: Token, field: Field, consequence: string): CronIssue {
  const single = /^([0-9a-z]+)\/(\d+)$/i.exec(item.text);
  const help = single
    ? `write ${single[1]}-${field.max}/${single[2]}`
    : field.names.length > 0
      ? `write ${field.min} to ${field.max}, or names of three letters such as ${field.names[0]}`
      : `write ${field.min} to ${field.max}, ranges a-b, steps */n and a-b/n`;
  return issueAt(item, "error", `"${item.text}" is no ${field.name}: ${consequence}`, help);
}
