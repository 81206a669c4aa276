import fc from "fast-check";
import { expect, test } from "vitest";
import { PatternSearch } from "#secrets/pattern-search.ts";

const searchOf = (...patterns: string[]) =>
  new PatternSearch(patterns.map((pattern) => Buffer.from(pattern)));

test("finds the first place, and of the patterns there the longest", () => {
  const search = searchOf("abcd", "abcdef", "cdef");
  expect(search.find(Buffer.from("..abcdefg"), 0)).toBe(2);
  expect(search.length).toBe(6);
  expect(search.find(Buffer.from("..abcdefg"), 3)).toBe(4);
  expect(search.length).toBe(4);
  expect(search.find(Buffer.from("..abcdefg"), 5)).toBe(-1);
});

test("knows where one may have begun", () => {
  const search = searchOf("abcd", "bcdefg");
  const openFrom = (text: string) => search.openFrom(Buffer.from(text));
  expect(openFrom("..abc")).toBe(2);
  expect(openFrom("..abcd")).toBe(3);
  expect(openFrom("..abcx")).toBe(6);
  expect(openFrom("")).toBe(0);
});

test("finds what indexOf finds, for patterns of any length", () => {
  const bytes = fc.uint8Array({ minLength: 4, maxLength: 300, max: 2 });
  fc.assert(
    fc.property(fc.array(bytes, { minLength: 1, maxLength: 5 }), bytes, (patterns, data) => {
      const search = new PatternSearch(patterns);
      const starts = patterns
        .map((pattern) => Buffer.from(data).indexOf(pattern))
        .filter((at) => at !== -1);
      expect(search.find(data, 0)).toBe(starts.length === 0 ? -1 : Math.min(...starts));
    }),
    { numRuns: 2_000 },
  );
});
