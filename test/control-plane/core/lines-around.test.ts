import { expect, test } from "vitest";
import { linesAround } from "#core/lines-around.ts";

test("two lines on either side, as far as there are any, numbered from 1", () => {
  const text = "\uFEFFa\r\nb\nc\rd\ne\nf";
  expect(linesAround(text, 1).map(({ line, text }) => `${line} ${text}`)).toEqual([
    "1 a",
    "2 b",
    "3 c",
  ]);
  expect(linesAround(text, 4).map(({ line }) => line)).toEqual([2, 3, 4, 5, 6]);
  expect(linesAround(text, 6).map(({ text }) => text)).toEqual(["d", "e", "f"]);
  expect(linesAround(text, 60)).toEqual([]);
});

test("what a terminal or a page would obey is shown as text, and a long line is cut", () => {
  expect(linesAround("\u001b[31m", 1)[0]?.text).not.toContain("\u001b");
  expect(linesAround("x".repeat(9_000), 1)[0]?.text).toHaveLength(400);
});
