// Places in a text: the policy engine counts UTF-8 bytes, everybody else lines and UTF-16 code units.

import type { Span } from "../diagnostic.ts";

export interface ByteRange {
  start: number;
  end: number;
}

export function byteSpan(text: string, { start, end }: ByteRange): Span {
  const bytes = new TextEncoder().encode(text);
  const unitsUpTo = (byte: number) => new TextDecoder().decode(bytes.subarray(0, byte)).length;
  return spanAt(text, unitsUpTo(start), unitsUpTo(end));
}

/** From UTF-16 code units; the end is exclusive. */
export function spanAt(text: string, start: number, end: number): Span {
  const from = placeOf(text, start);
  const to = placeOf(text, Math.max(start, end));
  return { line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
}

function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const lastBreak = before.lastIndexOf("\n");
  return { line: before.split("\n").length, column: offset - lastBreak };
}
