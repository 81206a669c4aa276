// Statements of a table as what they mean: entries with the values that their fields set, assignments, lines that the
// daemon can't read.

import type { LegacyAttribute, Statement } from "#migrators/statement.ts";
import { type CronTimes, fieldBounds, nicknameFields, readField, timesOfSets } from "./fields.ts";
import type { TableRules } from "./read.ts";

export type CronLine =
  | { kind: "assignment"; statement: Statement; attribute: LegacyAttribute }
  | CronEntry
  | { kind: "bad"; statement: Statement; code: string; reason: string; at: LegacyAttribute | null };

export interface CronEntry {
  kind: "entry";
  statement: Statement;
  /** Null: `@reboot`. */
  times: CronTimes | null;
  /** The fields or the nickname, as written. */
  fields: readonly LegacyAttribute[];
  /** Fields of which Debian's cron ignored a part, with that part. */
  junk: readonly { field: LegacyAttribute; ignored: string }[];
  /** Fields with a value that crond chooses. */
  random: readonly LegacyAttribute[];
  user: LegacyAttribute | null;
  /** Null: there is none, which Debian's cron takes. */
  command: LegacyAttribute | null;
  stdin: LegacyAttribute | null;
  noLog: LegacyAttribute | null;
  mailOnFailure: LegacyAttribute | null;
}

/** Beyond it Debian's cron says `command too long`. */
const longestDebianCommand = 998;
const longestCronieLine = 131_072;

export function parseLine(statement: Statement, { dialect, format }: TableRules): CronLine {
  const { kind, attributes, text } = statement;
  const bad = (reason: string, at: LegacyAttribute | null = null, code = "cron-bad-line") =>
    ({ kind: "bad", statement, code, reason, at }) as const;
  if (kind === "unended")
    return bad("the line doesn't end with a line break", null, "cron-last-line");
  const [first] = attributes;
  if (kind === "assignment" && first) return { kind: "assignment", statement, attribute: first };
  if (dialect === "cronie" && text.length >= longestCronieLine)
    return bad("the line is too long", null, "cron-too-long");
  const named = (name: string) => attributes.find((one) => one.name === name) ?? null;
  const nickname = named("nickname");
  const words = nickname ? [nickname] : fieldBounds.flatMap(({ name }) => named(name) ?? []);
  const command = named("command");
  const parts = { user: named("user"), command, stdin: named("stdin") };
  const flags = { noLog: named("no-log"), mailOnFailure: named("mail-on-failure") };
  const read = nickname ? readNickname(nickname) : readFields(words, dialect);
  if ("reason" in read) return bad(read.reason, read.at);
  if (format === "system" && !parts.user) return bad("bad username", words.at(-1) ?? null);
  if (command === null && dialect === "cronie") return bad("bad command");
  // What six fields would be: the sixth begins the command.
  if (command?.text.startsWith("*")) return bad("bad command", command);
  if (
    dialect === "debian" &&
    (command?.text.length ?? 0) + (parts.stdin?.text.length ?? 0) > longestDebianCommand
  )
    return bad("command too long", command);
  return { kind: "entry", statement, fields: words, ...read, ...parts, ...flags };
}

type Read =
  | Pick<CronEntry, "times" | "junk" | "random">
  | { reason: string; at: LegacyAttribute | null };

function readNickname(attribute: LegacyAttribute): Read {
  if (attribute.value === "@reboot") return { times: null, junk: [], random: [] };
  const fields = nicknameFields[attribute.value];
  if (!fields || !Object.hasOwn(nicknameFields, attribute.value))
    return { reason: "bad time specifier", at: attribute };
  return readTexts(
    fields.map((text) => ({ text, attribute })),
    "cronie",
  );
}

function readFields(attributes: readonly LegacyAttribute[], dialect: TableRules["dialect"]): Read {
  const read = readTexts(
    attributes.map((attribute) => ({ text: attribute.text, attribute })),
    dialect,
  );
  const missing = fieldBounds[attributes.length];
  return "reason" in read || !missing
    ? read
    : { reason: `bad ${missing.name}`, at: attributes.at(-1) ?? null };
}

function readTexts(
  texts: readonly { text: string; attribute: LegacyAttribute }[],
  dialect: TableRules["dialect"],
): Read {
  const sets: boolean[][] = [];
  const junk: { field: LegacyAttribute; ignored: string }[] = [];
  const random: LegacyAttribute[] = [];
  for (const [index, { text, attribute }] of texts.entries()) {
    const bounds = fieldBounds[index] as (typeof fieldBounds)[number];
    const field = readField(text, bounds, dialect);
    if (field === null) return { reason: `bad ${bounds.name}`, at: attribute };
    if (field.junk !== "") junk.push({ field: attribute, ignored: field.junk });
    if (field.random) random.push(attribute);
    sets.push(field.set);
  }
  const words = texts.map(({ text }) => text);
  return { times: timesOfSets(sets, words), junk, random };
}
