// Normalisers: the same bytes give the same lines however they are cut, and each rule does what it says.

import fc from "fast-check";
import { expect, test } from "vitest";
import { BeyondLimit, type LineLimits, latin, normalizedLines } from "#core/shadow/lines.ts";
import type { Normaliser } from "#schemas/types.ts";

function normalized(
  rules: readonly Normaliser[],
  pieces: readonly string[],
  limits?: LineLimits,
): { text: string; rows: number } {
  let text = "";
  const lines = normalizedLines(
    rules,
    (bytes) => {
      text += bytes;
    },
    limits,
  );
  for (const piece of pieces) lines.push(piece);
  return { rows: lines.end(), text };
}

test.each([
  [[], "a\r\n\nb", "a\r\n\nb", 3],
  [[], "", "", 0],
  [["line-endings"], "a\r\nb\rc", "a\nb\rc\n", 2],
  [["trim"], " a \t\n\t\n b", "a\n\nb", 3],
  [["trim", "drop-empty"], " a\n \n\nb\n", "a\nb\n", 2],
  [["sort-lines"], "b\na\nc", "a\nb\nc\n", 3],
  [["sort-lines", { dropColumns: [1] }], "2,x\n1,y\n", "y\nx\n", 2],
  [[{ dropColumns: [1] }, "sort-lines"], "2,x\n1,y\n", "x\ny\n", 2],
  [[{ dropColumns: [2, 9], separator: "; " }], "a; b; c\nd\n", "a; c\nd\n", 2],
  [[{ replace: "\\d\\d:\\d\\d", with: "$1T" }], "at 10:30, 11:45\n", "at $1T, $1T\n", 1],
  [[{ replace: "^run .*$" }, "drop-empty"], "run 7\nok\n", "ok\n", 1],
  [[{ replace: "é" }], latin("caf\u00e9\n"), "caf\n", 1],
] as [Normaliser[], string, string, number][])("%j of %j is %j", (rules, text, expected, rows) => {
  expect(normalized(rules, [text])).toEqual({ text: expected, rows });
});

const rule: fc.Arbitrary<Normaliser> = fc.constantFrom<Normaliser>(
  ...(["line-endings", "trim", "drop-empty", "sort-lines"] as const),
  { replace: "[0-9]+" },
  { replace: "a|b", with: "c" },
  { dropColumns: [2] },
  { dropColumns: [1], separator: " " },
);
const bytes = fc
  .array(fc.constantFrom("a", "b", "1", "22", ",", " ", "\r", "\n", "\r\n", "\u00c3", "\u00a9"))
  .map((parts) => parts.join(""));

test("how the bytes are cut changes nothing", () => {
  fc.assert(
    fc.property(
      fc.array(rule, { maxLength: 4 }),
      bytes,
      fc.array(fc.nat(40)),
      (rules, text, cuts) => {
        const at = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b)];
        const pieces = at.map((from, n) => text.slice(from, at[n + 1] ?? text.length));
        expect(pieces.join("")).toBe(text);
        expect(normalized(rules, pieces)).toEqual(normalized(rules, [text]));
      },
    ),
  );
});

test("without a rule every byte stays; sorted, the order of lines is nothing", () => {
  fc.assert(
    fc.property(bytes, (text) => {
      expect(normalized([], [text]).text).toBe(text);
      const lines = text.split("\n").slice(0, -1);
      const other = [...lines].reverse().map((line) => `${line}\n`);
      const sorted = normalized(["sort-lines"], [lines.map((line) => `${line}\n`).join("")]);
      expect(normalized(["sort-lines"], other)).toEqual(sorted);
    }),
  );
});

test("a line, or what is to be sorted, that is too large is refused", () => {
  const limits = { lineBytes: 5, sortBytes: 8 };
  expect(() => normalized([], ["abc", "def"], limits)).toThrow(BeyondLimit);
  expect(() => normalized(["sort-lines"], ["abc\nabc\nabc\n"], limits)).toThrow(BeyondLimit);
});
