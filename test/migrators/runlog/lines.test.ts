// Which lines of a log become text: all that have one of the words, whatever the chunks are, and the last one.

import fc from "fast-check";
import { expect, test } from "vitest";
import { LogLines } from "#migrators/runlog/lines.ts";
import { longestPiece } from "#migrators/runlog/split.ts";

const piece = fc.constantFrom("CRON", "cron", "a", "é", " ", "\n", "\n", "\r\n", "CR", "ON");

/** Fed through one buffer that is used again, as a file is read. */
function lines(text: string, size: number, words: readonly string[] | null): string[] {
  const found = new LogLines(words);
  const bytes = Buffer.from(text);
  const chunk = Buffer.alloc(size);
  const all: string[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    const length = bytes.copy(chunk, 0, at, at + size);
    all.push(...found.push(chunk.subarray(0, length)));
  }
  expect(found.pending).toBe(Buffer.byteLength(text.slice(text.lastIndexOf("\n") + 1)));
  return all;
}

/** Whole lines. */
const plain = (text: string) =>
  text
    .split("\n")
    .slice(0, -1)
    .map((line) => line.replace(/\r$/, ""));

test("without words every whole line, whatever the chunks", () => {
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 60 }),
      fc.integer({ min: 1, max: 40 }),
      (parts, size) => {
        const text = parts.join("");
        expect(lines(text, size, null)).toEqual(plain(text));
      },
    ),
  );
});

test("with words those that have one, in order, and of the others at most the last of a chunk", () => {
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 60 }),
      fc.integer({ min: 1, max: 40 }),
      (parts, size) => {
        const text = parts.join("");
        const words = ["CRON", "cron"];
        const has = (line: string) => words.some((word) => line.includes(word));
        const found = lines(text, size, words);
        expect(found.filter(has)).toEqual(plain(text).filter(has));
        // All of one chunk: the last line is among them, whatever it says.
        const once = lines(text, Math.max(1, Buffer.byteLength(text)), words);
        expect(once.at(-1)).toBe(plain(text).at(-1));
        expect(once.filter((line) => !has(line)).length).toBeLessThanOrEqual(1);
      },
    ),
  );
});

test("a line that is too long is passed over, and the next one is read", () => {
  const found = new LogLines(null);
  const long = Buffer.from("x".repeat(40_000));
  expect([found.push(long), found.push(long), found.push(Buffer.from("x\nnext\n"))]).toEqual([
    [],
    [],
    ["next"],
  ]);
  expect([found.cut, long.length * 2 > longestPiece]).toEqual([1, true]);
});
