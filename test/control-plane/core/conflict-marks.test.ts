import fc from "fast-check";
import { expect, test } from "vitest";
import { markedConflicts } from "#core/conflict-marks.ts";

const conflict = "<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> branch\n";

test("finds each conflict with its lines and sides", () => {
  expect(markedConflicts(`x: 1\n${conflict}y: 2\n${conflict}`)).toMatchObject([
    { start: 5, from: 2, to: 6, ours: "HEAD", theirs: "branch" },
    { from: 8, to: 12 },
  ]);
});

test("one without an end goes to the end of the text", () => {
  const text = "<<<<<<< HEAD\na: 1\n";
  expect(markedConflicts(text)).toEqual([
    { start: 0, end: text.length, from: 1, to: 1, ours: "HEAD", theirs: "" },
  ]);
});

test.each(["run: |\n  <<<<<<< x\n", "a: <<<<<<< x\n", "<<<<<<<\n", ">>>>>>> x\n"])(
  "%j has none",
  (text) => {
    expect(markedConflicts(text)).toEqual([]);
  },
);

test("of any text: places in order, without overlap", () => {
  const lines = fc.constantFrom("<<<<<<< a", ">>>>>>> b", "=======", "x: 1", "");
  fc.assert(
    fc.property(fc.array(lines), (all) => {
      const text = all.join("\n");
      const found = markedConflicts(text);
      expect(found.length).toBe(all.filter((line) => line.startsWith("<")).length);
      for (const { from } of found) expect(all[from - 1]).toBe("<<<<<<< a");
    }),
  );
});
