// Three versions of a text, merged line by line; what both have changed stands in the text with marks around it.

import { diff3Merge } from "node-diff3";

export interface Merged {
  text: string;
  /** Lines, from 1, at which marks begin. */
  conflicts: number[];
}

const marks = {
  ours: "<<<<<<< edited here",
  base: "||||||| import before",
  between: "=======",
  theirs: ">>>>>>> this import",
} as const;

/** Lines in which versions may differ before all between is one conflict: time grows with their square. */
const mostLines = 10_000;

/** @param ours Its line ends are kept, and those of the others made the same. */
export function mergeLines(base: string, ours: string, theirs: string): Merged {
  const end = ours.includes("\r\n") ? "\r\n" : "\n";
  const [o, a, b] = [base, ours, theirs].map(linesOf) as [string[], string[], string[]];
  const before = sharedAtStart(o, a, b);
  const after = sharedAtEnd(o, a, b, before);
  const cut = (lines: string[]) => lines.slice(before, lines.length - after);
  const merged = a.slice(0, before);
  const conflicts: number[] = [];
  for (const { ok, conflict } of regionsOf(cut(o), cut(a), cut(b))) {
    for (const line of ok ?? []) merged.push(line);
    if (!conflict) continue;
    conflicts.push(merged.length + 1);
    merged.push(marks.ours, ...conflict.a, marks.base, ...conflict.o);
    merged.push(marks.between, ...conflict.b, marks.theirs);
  }
  for (const line of a.slice(a.length - after)) merged.push(line);
  return { text: merged.map((line) => `${line}${end}`).join(""), conflicts };
}

interface Region {
  ok?: string[];
  conflict?: { a: string[]; o: string[]; b: string[] };
}

const regionsOf = (o: string[], a: string[], b: string[]): Region[] =>
  Math.max(o.length, a.length, b.length) > mostLines
    ? [{ conflict: { a, o, b } }]
    : diff3Merge(a, o, b, { excludeFalseConflicts: true });

/** Without their ends; the last one may have none. */
function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

function sharedAtStart(o: readonly string[], a: readonly string[], b: readonly string[]): number {
  const most = Math.min(o.length, a.length, b.length);
  let count = 0;
  while (count < most && o[count] === a[count] && o[count] === b[count]) count++;
  return count;
}

function sharedAtEnd(
  ...[o, a, b, before]: [readonly string[], readonly string[], readonly string[], number]
): number {
  const most = Math.min(o.length, a.length, b.length) - before;
  let count = 0;
  while (
    count < most &&
    o.at(-1 - count) === a.at(-1 - count) &&
    o.at(-1 - count) === b.at(-1 - count)
  )
    count++;
  return count;
}
