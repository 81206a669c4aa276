import fc from "fast-check";
import { expect, test } from "vitest";
import {
  lineSplitter,
  longestPiece,
  objectSplitter,
  type Splitter,
} from "#migrators/runlog/split.ts";

function split(make: () => Splitter, chunks: readonly string[]) {
  const splitter = make();
  return [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.end()];
}
/** A text in chunks that end anywhere. */
const chunked = (text: string, cuts: readonly number[]): string[] => {
  const ends = [...cuts.map((cut) => cut % (text.length + 1)), text.length].toSorted(
    (a, b) => a - b,
  );
  return ends.map((end, index) => text.slice(index === 0 ? 0 : ends[index - 1], end));
};

test("lines, whichever line break they have, however the chunks end", () => {
  const line = fc.string({ unit: fc.constantFrom("a", "é", " ", "{"), maxLength: 6 });
  fc.assert(
    fc.property(
      fc.array(line),
      fc.constantFrom("\n", "\r\n"),
      fc.array(fc.nat()),
      (lines, eol, cuts) => {
        const text = lines.map((each) => each + eol).join("");
        const pieces = split(lineSplitter, chunked(text, cuts));
        expect(pieces.map((piece) => piece.text)).toEqual(lines);
        expect(pieces.map((piece) => piece.line)).toEqual(lines.map((_, index) => index + 1));
      },
    ),
  );
  expect(split(lineSplitter, ["a\nb"]).map(({ text }) => text)).toEqual(["a", "b"]);
});

test("objects that stand alone and those of lists, however the chunks end", () => {
  const entry = fc.record({
    ...{ a: fc.string(), b: fc.array(fc.string(), { maxLength: 2 }) },
    c: fc.record({ d: fc.string() }),
  });
  const shape = fc.constantFrom("lines", "list", "wrapped");
  fc.assert(
    fc.property(fc.array(entry), shape, fc.array(fc.nat()), (entries, how, cuts) => {
      const text =
        how === "lines"
          ? entries.map((each) => `${JSON.stringify(each)}\n`).join("")
          : JSON.stringify(
              how === "list" ? entries : { total: 1, statuses: entries, x: "]}" },
              null,
              1,
            );
      const pieces = split(objectSplitter, chunked(text, cuts));
      // An object around an empty list is one that stands alone.
      if (how === "wrapped" && entries.length === 0) expect(pieces).toHaveLength(1);
      else expect(pieces.map((piece) => JSON.parse(piece.text))).toEqual(entries);
      expect(pieces.every(({ cut }) => !cut)).toBe(true);
    }),
  );
});

test("what is too long is cut, and what ends in the middle is told", () => {
  const long = "x".repeat(longestPiece + 10);
  const [first, second] = split(lineSplitter, [long, `${long}\nb\n`]);
  expect([first?.text.length, first?.cut, second?.text, second?.line]).toEqual([
    longestPiece,
    true,
    "b",
    2,
  ]);
  const [big, small] = split(objectSplitter, [`[{"a":"${long}"},`, '\n{"b":1}]']);
  expect([big?.cut, small?.text, small?.line]).toEqual([true, '{"b":1}', 2]);
  expect(split(objectSplitter, ['{"statuses": [{"a": 1}, '])).toMatchObject([
    { text: '{"a": 1}', cut: false },
    { cut: true },
  ]);
});
