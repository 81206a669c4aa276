// Normalisers of outputs: what goes in as bytes, in any pieces, comes out as the bytes that are digested. Bytes are handled as
// texts of one character for each (Latin-1), so that no encoding is asked for and none can be cut in two.

import type { Normaliser } from "#schemas/types.ts";

export interface LineLimits {
  /** Of one line. */
  lineBytes: number;
  /** Of all that has to be there at once to be sorted. */
  sortBytes: number;
}

const lineLimits: LineLimits = { lineBytes: 2 ** 20, sortBytes: 64 * 2 ** 20 };

/** What is beyond a limit, as a sentence. */
export class BeyondLimit extends Error {}

/** A line without its end; null: it is left out. */
type Step = (line: string) => string | null;

export interface Lines {
  push(bytes: string): void;
  /** @returns How many lines came out. */
  end(): number;
}

/** @throws BeyondLimit from `push` and `end` */
export function normalizedLines(
  rules: readonly Normaliser[],
  out: (bytes: string) => void,
  limits: LineLimits = lineLimits,
): Lines {
  const sortAt = rules.indexOf("sort-lines");
  const before = stepsOf(sortAt === -1 ? rules : rules.slice(0, sortAt));
  const after = stepsOf(sortAt === -1 ? [] : rules.slice(sortAt + 1));
  const endsAll = sortAt !== -1 || rules.includes("line-endings");
  const sorted: string[] = [];
  let pending = "";
  let held = 0;
  let rows = 0;
  const emit = (line: string, end: string) => {
    rows++;
    out(line + end);
  };
  const take = (line: string, end: string) => {
    const kept = through(before, line);
    if (kept === null) return;
    if (sortAt === -1) return emit(kept, end);
    held += kept.length + 1;
    if (held > limits.sortBytes)
      throw new BeyondLimit(`more than ${limits.sortBytes} bytes can't be sorted`);
    sorted.push(kept);
  };
  return {
    push(bytes) {
      let start = 0;
      for (let at = bytes.indexOf("\n"); at !== -1; at = bytes.indexOf("\n", start)) {
        take(pending + bytes.slice(start, at), "\n");
        pending = "";
        start = at + 1;
      }
      pending += bytes.slice(start);
      if (pending.length > limits.lineBytes)
        throw new BeyondLimit(`a line has more than ${limits.lineBytes} bytes`);
    },
    end() {
      if (pending !== "") take(pending, endsAll ? "\n" : "");
      for (const line of sorted.sort()) {
        const kept = through(after, line);
        if (kept !== null) emit(kept, "\n");
      }
      return rows;
    },
  };
}

function through(steps: readonly Step[], line: string): string | null {
  let kept: string | null = line;
  for (const step of steps) {
    kept = step(kept);
    if (kept === null) return null;
  }
  return kept;
}

const stepsOf = (rules: readonly Normaliser[]): Step[] =>
  rules.flatMap((rule) => stepOf(rule) ?? []);

function stepOf(rule: Normaliser): Step | null {
  if (rule === "line-endings") return (line) => (line.endsWith("\r") ? line.slice(0, -1) : line);
  if (rule === "trim") return trimmed;
  if (rule === "drop-empty") return (line) => (line === "" ? null : line);
  if (rule === "sort-lines") return null;
  if ("replace" in rule) {
    const pattern = new RegExp(latin(rule.replace), "g");
    const text = latin(rule.with ?? "");
    return (line) => line.replace(pattern, () => text);
  }
  const dropped = new Set(rule.dropColumns);
  const separator = latin(rule.separator ?? ",");
  return (line) =>
    line
      .split(separator)
      .filter((_, n) => !dropped.has(n + 1))
      .join(separator);
}

const blanks = " \t\r\f\v";

function trimmed(line: string): string {
  let from = 0;
  let to = line.length;
  while (from < to && blanks.includes(line.charAt(from))) from++;
  while (to > from && blanks.includes(line.charAt(to - 1))) to--;
  return line.slice(from, to);
}

/** A text as its UTF-8 bytes, a character for each. */
export const latin = (text: string): string =>
  Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join("");
