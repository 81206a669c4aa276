import { expect, test } from "vitest";
import { memo, memoByKey } from "#core/memo.ts";

test("a text is asked about once, also when the answer is undefined", () => {
  const asked: string[] = [];
  const lengthOf = memo((text) => {
    asked.push(text);
    return text === "" ? undefined : text.length;
  }, 100);
  expect(["ab", "", "ab", ""].map(lengthOf)).toEqual([2, undefined, 2, undefined]);
  expect(asked).toEqual(["ab", ""]);
});

test("beyond its characters it starts again, and keeps no text that is longer by itself", () => {
  let asked = 0;
  const same = memo((text) => {
    asked++;
    return text;
  }, 10);
  for (const text of ["aaaaaa", "bbbbbb", "aaaaaa"]) same(text);
  expect(asked).toBe(3);
  const long = "c".repeat(11);
  same(long);
  same(long);
  expect(asked).toBe(5);
});

test("values of one key share an answer", () => {
  const sum = memoByKey(JSON.stringify, (numbers: number[]) => ({ sum: numbers[0] }), 100);
  expect(sum([1])).toBe(sum([1]));
  expect(sum([2])).not.toBe(sum([1]));
});
