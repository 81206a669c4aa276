// The text of a table as statements: one a line, since no line goes on in the next. A line is an assignment if it can be
// read as one, else an entry; whether its fields mean anything is for `parse.ts`.

import type { LegacyAttribute, LegacyFile, Place, Statement } from "#migrators/statement.ts";
import { readAssignment } from "./assignment.ts";
import type { CronDialect, CronFormat } from "./dialect.ts";

/** How a table is read. */
export interface TableRules {
  dialect: CronDialect;
  format: CronFormat;
}

/**
 * The statements of a table: `assignment`, `entry`, or `unended` for a last line without a line break. Their texts, the
 * asides' and what is blank between them are the whole text.
 */
export function readTable(
  file: string,
  text: string,
  encoding: string,
  rules: TableRules,
): LegacyFile {
  const statements: Statement[] = [];
  const asides: LegacyFile["asides"] = [];
  let line = 0;
  for (let start = 0; start < text.length; ) {
    line++;
    const found = text.indexOf("\n", start);
    const end = found === -1 ? text.length : found;
    const first = skipBlanks(text, start, end);
    const place = { file, line, column: first - start + 1 };
    const content = text.slice(first, end);
    if (content.startsWith("#")) asides.push({ text: content, place });
    else if (content !== "") statements.push(statementOf(content, place, found !== -1, rules));
    start = end + 1;
  }
  return { file, encoding, statements, asides, findings: [], refused: false };
}

function statementOf(text: string, place: Place, isEnded: boolean, rules: TableRules): Statement {
  const statement = { text, place, children: [] };
  if (!isEnded) {
    const whole = { name: "line", text, value: text, place };
    return { ...statement, kind: "unended", name: null, attributes: [whole] };
  }
  const assigned = readAssignment(text, rules.dialect);
  if (assigned) {
    const { name, from, value } = assigned;
    const attribute = { name, text: text.slice(from), value, place: shifted(place, from) };
    return { ...statement, kind: "assignment", name, attributes: [attribute] };
  }
  return {
    ...statement,
    kind: "entry",
    name: null,
    attributes: entryAttributes(text, place, rules),
  };
}

const fieldNames = ["minute", "hour", "day-of-month", "month", "day-of-week"] as const;

/** Fields or a nickname, the user, the command and its input, as far as the line goes. */
function entryAttributes(
  text: string,
  place: Place,
  { dialect, format }: TableRules,
): LegacyAttribute[] {
  const attributes: LegacyAttribute[] = [];
  let at = 0;
  const take = (name: string, end: number, value = text.slice(at, end)): void => {
    attributes.push({ name, text: text.slice(at, end), value, place: shifted(place, at) });
    at = skipBlanks(text, end, text.length);
  };
  if (dialect === "cronie" && text.startsWith("-")) take("no-log", 1);
  const words = text[at] === "@" ? ["nickname"] : fieldNames;
  for (const name of format === "system" ? [...words, "user"] : words) {
    if (at === text.length) return attributes;
    take(name, wordEnd(text, at));
  }
  if (dialect === "cronie" && /^-n[ \t]/.test(text.slice(at, at + 3)))
    take("mail-on-failure", at + 2);
  if (at === text.length) return attributes;
  const cut = firstPercent(text, at);
  const end = cut === -1 ? text.length : cut;
  attributes.push({
    ...{ name: "command", text: text.slice(at, end), place: shifted(place, at) },
    value: unescaped(text.slice(at, end), dialect),
  });
  if (cut !== -1)
    attributes.push({
      ...{ name: "stdin", text: text.slice(cut), place: shifted(place, cut) },
      value: inputOf(text.slice(cut + 1)),
    });
  return attributes;
}

/** Quotes of the shell don't protect a `%`; a backslash does, unless it is itself escaped. */
function firstPercent(text: string, from: number): number {
  for (let at = from; at < text.length; at++)
    if (text[at] === "\\") at++;
    else if (text[at] === "%") return at;
  return -1;
}

/** Debian also makes one backslash of two. */
const unescaped = (text: string, dialect: CronDialect): string =>
  text.replaceAll(/\\(.)/gs, (both, escaped: string) =>
    escaped === "%" || (escaped === "\\" && dialect === "debian") ? escaped : both,
  );

/** Unescaped `%` are line breaks. The daemon ends the last line where it isn't, but looks at no backslashes at the end. */
function inputOf(text: string): string {
  const input = text.replaceAll(/\\?%/g, (found) => (found === "%" ? "\n" : "%"));
  let end = input.length;
  while (input[end - 1] === "\\") end--;
  return end === 0 || input[end - 1] === "\n" ? input : `${input}\n`;
}

const shifted = (place: Place, by: number): Place => ({ ...place, column: place.column + by });

function skipBlanks(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && (text[at] === " " || text[at] === "\t")) at++;
  return at;
}

function wordEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== " " && text[at] !== "\t") at++;
  return at;
}
