// What every reader of exports must hold to: its statements and asides are the file, and nothing is between them.

import { expect } from "vitest";
import type { LegacyFile, Statement } from "#migrators/statement.ts";
import { LineIndex } from "#migrators/text/lines.ts";

/**
 * Each text stands where it says; what is left without them is blank, or what `between` matches. Statements don't overlap;
 * an aside may stand within one.
 */
export function expectLossless(
  text: string,
  { statements, asides }: LegacyFile,
  between = /^\s*$/,
): void {
  const index = new LineIndex("", text);
  let end = 0;
  const rest: string[] = [];
  const pieces = [statements, asides].flatMap((all, kind) =>
    all.map(({ text: piece, place }) => ({
      ...{ piece, at: index.offset(place), isAside: kind === 1 },
    })),
  );
  for (const { piece, at, isAside } of pieces.toSorted((a, b) => a.at - b.at)) {
    expect(text.slice(at, at + piece.length)).toBe(piece);
    if (isAside && at + piece.length <= end) continue;
    expect(at).toBeGreaterThanOrEqual(end);
    rest.push(text.slice(end, at));
    end = at + piece.length;
  }
  rest.push(text.slice(end));
  for (const part of rest) expect(part).toMatch(between);
  for (const statement of statements) expectAttributes(text, statement, index);
}

function expectAttributes(text: string, { attributes, children }: Statement, index: LineIndex) {
  for (const { text: piece, place } of attributes) {
    const at = index.offset(place);
    expect(text.slice(at, at + piece.length)).toBe(piece);
  }
  for (const child of children) expectAttributes(text, child, index);
}
