// The text of a unit file as statements: each section one, with its settings as attributes.

import type { LegacyAttribute, LegacyFile, Statement } from "#migrators/statement.ts";
import { LineIndex } from "#migrators/text/lines.ts";

/**
 * Statements `section`, named by what stands in the brackets, and `line` for what stands above the first. An attribute's
 * value is in one line, as systemd joins it. Comments within a section are in its text and asides as well.
 */
export function readUnit(file: string, text: string, encoding: string): LegacyFile {
  const statements: Statement[] = [];
  const asides: LegacyFile["asides"] = [];
  const index = new LineIndex(file, text);
  let section: { statement: Statement; attributes: LegacyAttribute[]; start: number } | null = null;
  for (const { start, end, value } of settings(text)) {
    const raw = text.slice(start, end);
    const place = index.place(start);
    if (value === null) {
      asides.push({ text: raw, place });
    } else if (value.startsWith("[") && value.endsWith("]")) {
      const name = value.slice(1, -1);
      const attributes: LegacyAttribute[] = [];
      const statement = { kind: "section", name, text: raw, place, attributes, children: [] };
      section = { statement, attributes, start };
      statements.push(statement);
    } else if (section === null) {
      const attributes = [{ name: "line", text: raw, value, place }];
      statements.push({ kind: "line", name: null, text: raw, place, attributes, children: [] });
    } else section.attributes.push(attributeOf(raw, value, start, index));
    if (section !== null) section.statement.text = text.slice(section.start, end);
  }
  return { file, encoding, statements, asides, findings: [], refused: false };
}

function attributeOf(raw: string, value: string, start: number, index: LineIndex): LegacyAttribute {
  const equals = value.indexOf("=");
  // Lines are joined behind the name: up to the sign raw text and value are the same.
  if (equals === -1 || raw[equals] !== "=")
    return { name: "line", text: raw, value, place: index.place(start) };
  const from = skipBlanks(raw, equals + 1, raw.length);
  return {
    ...{ name: value.slice(0, equals).trimEnd(), text: raw.slice(from) },
    ...{ value: value.slice(equals + 1).trim(), place: index.place(start + from) },
  };
}

interface Setting {
  start: number;
  end: number;
  /** On one line, without blanks around; null: a comment. */
  value: string | null;
}

function* settings(text: string): Generator<Setting> {
  let open: { start: number; end: number; parts: string[] } | null = null;
  /** Within a line that goes on, unless the file ends first. */
  let comments: Setting[] = [];
  for (let at = 0; at < text.length; ) {
    const found = text.indexOf("\n", at);
    const next = found === -1 ? text.length : found;
    const start = skipBlanks(text, at, next);
    const end = trimmedEnd(text, start, next);
    const line = text.slice(start, end);
    at = next + 1;
    const isComment = line.startsWith("#") || line.startsWith(";");
    if (isComment) {
      const comment = { start, end, value: null };
      if (open === null) yield comment;
      else comments.push(comment);
      continue;
    }
    if (open === null && line === "") continue;
    const goesOn = endsInBackslash(line);
    open ??= { start, end, parts: [] };
    open.parts.push(goesOn ? `${line.slice(0, -1)} ` : line);
    if (line !== "") {
      open.end = end;
      comments = [];
    }
    if (goesOn) continue;
    yield settingOf(open);
    yield* comments;
    open = null;
    comments = [];
  }
  if (open !== null) yield settingOf(open);
  yield* comments;
}

const settingOf = ({ start, end, parts }: { start: number; end: number; parts: string[] }) => ({
  ...{ start, end, value: parts.join("").trim() },
});

/** One that no other backslash escapes. */
function endsInBackslash(line: string): boolean {
  let count = 0;
  while (line[line.length - 1 - count] === "\\") count++;
  return count % 2 === 1;
}

const isBlank = (character: string | undefined): boolean =>
  character === " " || character === "\t" || character === "\r";

function skipBlanks(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && isBlank(text[at])) at++;
  return at;
}

function trimmedEnd(text: string, from: number, end: number): number {
  let at = end;
  while (at > from && isBlank(text[at - 1])) at--;
  return at;
}
