// The text of an anacrontab as statements. cronie's joins lines that end in a backslash and drops all other backslashes;
// Debian's anacron does neither.

import type { LegacyAttribute, LegacyFile, Place, Statement } from "#migrators/statement.ts";
import { LineIndex } from "#migrators/text/lines.ts";
import type { CronDialect } from "../dialect.ts";

/** Statements `assignment`, `job` (period, delay, job-id, command), and `line` for what anacron can't read. */
export function readAnacrontab(
  file: string,
  text: string,
  encoding: string,
  dialect: CronDialect,
): LegacyFile {
  const statements: Statement[] = [];
  const asides: LegacyFile["asides"] = [];
  const index = new LineIndex(file, text);
  for (let start = 0; start < text.length; ) {
    const end = lineEnd(text, start, dialect);
    const first = skipBlanks(text, start, end);
    const raw = text.slice(first, end);
    const line = dialect === "debian" ? new Line(raw, first) : joined(raw, first);
    const sign = line.text[skipBlanks(line.text, 0, line.text.length)];
    if (sign !== undefined && sign !== "#") statements.push(statementOf(line, index, dialect));
    else if (raw !== "") asides.push({ text: raw, place: index.place(first) });
    start = end + 1;
  }
  return { file, encoding, statements, asides, findings: [], refused: false };
}

function lineEnd(text: string, start: number, dialect: CronDialect): number {
  let end = text.indexOf("\n", start);
  while (dialect === "cronie" && end > start && text[end - 1] === "\\")
    end = text.indexOf("\n", end + 1);
  return end === -1 ? text.length : end;
}

/** A line as anacron sees it, and where each of its characters stands. */
class Line {
  readonly text: string;
  readonly raw: string;
  /** Offset of the raw text in the file. */
  readonly offset: number;
  readonly #at: readonly number[] | null;

  constructor(raw: string, offset: number, text = raw, at: readonly number[] | null = null) {
    this.raw = raw;
    this.offset = offset;
    this.text = text;
    this.#at = at;
  }

  attribute(name: string, from: number, end: number, index: LineIndex): LegacyAttribute {
    const start = this.#raw(from);
    return {
      ...{
        name,
        text: this.raw.slice(start, end === this.text.length ? undefined : this.#raw(end)),
      },
      ...{ value: this.text.slice(from, end), place: index.place(this.offset + start) },
    };
  }

  #raw(at: number): number {
    return this.#at === null ? at : (this.#at[at] ?? this.raw.length);
  }
}

/** As cronie's anacron: a line break behind a backslash is a blank, and other backslashes are gone. */
function joined(raw: string, offset: number): Line {
  if (!raw.includes("\\")) return new Line(raw, offset);
  const at: number[] = [];
  let text = "";
  for (let index = 0; index < raw.length; index++) {
    const character = raw[index] as string;
    if (character === "\\") continue;
    text += character === "\n" ? " " : character;
    at.push(index);
  }
  return new Line(raw, offset, text, at);
}

function statementOf(line: Line, index: LineIndex, dialect: CronDialect): Statement {
  const place: Place = index.place(line.offset);
  const statement = { text: line.raw, place, children: [] };
  const { text } = line;
  const start = skipBlanks(text, 0, text.length);
  const nameEnd = wordEnd(text, start, "=");
  const equals = skipBlanks(text, nameEnd, text.length);
  if (nameEnd > start && text[equals] === "=") {
    const name = text.slice(start, nameEnd);
    const from = equals + 1;
    const value = dialect === "debian" ? skipBlanks(text, from, text.length) : from;
    const attribute = line.attribute(name, value, text.length, index);
    return { ...statement, kind: "assignment", name, attributes: [attribute] };
  }
  const attributes: LegacyAttribute[] = [];
  let at = start;
  for (const name of ["period", "delay", "job-id"] as const) {
    const end = wordEnd(text, at, "");
    if (end === at) break;
    attributes.push(line.attribute(name, at, end, index));
    at = skipBlanks(text, end, text.length);
  }
  if (attributes.length === 3 && at < text.length && isJob(attributes)) {
    attributes.push(line.attribute("command", at, text.length, index));
    return { ...statement, kind: "job", name: attributes[2]?.value ?? null, attributes };
  }
  const whole = line.attribute("line", 0, text.length, index);
  return { ...statement, kind: "line", name: null, attributes: [whole] };
}

const isJob = ([period, delay, id]: readonly LegacyAttribute[]): boolean =>
  /^(?:\d+|@.+)$/.test(period?.value ?? "") &&
  /^\d+$/.test(delay?.value ?? "") &&
  !(id?.value ?? "/").includes("/");

function skipBlanks(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && (text[at] === " " || text[at] === "\t")) at++;
  return at;
}

/** Offset of the next blank, or of a character that ends words as well. */
function wordEnd(text: string, from: number, also: string): number {
  let at = from;
  while (at < text.length && text[at] !== " " && text[at] !== "\t" && text[at] !== also) at++;
  return at;
}
