import { expect, test } from "vitest";
import { andList, clockText, lengthText, nthText, runsOf } from "#core/schedule/say-list.ts";

test("lists, runs, ordinals, times and lengths", () => {
  expect([[], ["a"], ["a", "b"], ["a", "b", "c"]].map((list) => andList(list))).toEqual([
    ...["", "a", "a and b", "a, b and c"],
  ]);
  expect(andList(["a", "b"], "or")).toBe("a or b");
  expect(runsOf([1, 2, 4, 5, 6, 9], String)).toEqual(["1", "2", "4 to 6", "9"]);
  expect([1, 2, 3, 4, 11, 12, 13, 21, 22, 101, 111, -1, -3].map(nthText)).toEqual([
    ...["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "101st", "111th"],
    ...["last", "3rd last"],
  ]);
  expect([21_600, 21_601].map(clockText)).toEqual(["06:00", "06:00:01"]);
  expect([1, 60, 90, 900, 5400, 7200].map(lengthText)).toEqual([
    ...["second", "minute", "90 seconds", "15 minutes", "90 minutes", "2 hours"],
  ]);
});
