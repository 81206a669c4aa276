import { expect, test } from "vitest";
import { arrow, gotAndLost, mapChanges, named, quoted, sides } from "#core/plan/wording.ts";

test.each([
  ["at 06:00 on Mondays, UTC", "at 07:00 on Mondays, UTC", "at 06:00 → 07:00 on Mondays, UTC"],
  [
    "at 06:00 every day, Berlin time",
    "at 06:00 every day, London time",
    "at 06:00 every day, Berlin → London time",
  ],
  [
    "at 06:00 and 18:00 every day",
    "at 07:00 and 18:00 every day",
    "at 06:00 and 18:00 every day → at 07:00 and 18:00 every day",
  ],
  [
    "at 06:00, 12:00 and 18:00",
    "at 07:00, 12:00 and 18:00",
    "at 06:00, 12:00 and 18:00 → at 07:00, 12:00 and 18:00",
  ],
  ["at 06:00 every day", "every 5m", "at 06:00 every day → every 5m"],
  ["10m", "30m", "10m → 30m"],
])("%s → %s is said as %s", (before, after, said) => {
  expect(arrow(before, after)).toBe(said);
});

test("an absent side has a word, long texts and lists end somewhere", () => {
  expect(sides(null, "team")).toBe("none → team");
  expect(named(["a", "b", "c"], 2)).toBe("a, b and 1 more");
  expect(quoted("a\nb\u001b")).toBe(String.raw`"a\nb\u001b"`);
  expect(quoted("long ".repeat(100))).toHaveLength(93);
});

test("lists and maps tell what came, went and changed", () => {
  expect(gotAndLost(["a", "b"], ["b", "c"])).toBe("+ c; - a");
  expect(gotAndLost(["a", "b"], ["b", "a"])).toBeNull();
  expect(mapChanges({ a: 1, b: 2, toString: 1 }, { b: 3, c: 4, toString: 1 }, String)).toEqual([
    "a is gone",
    "b: 2 → 3",
    "c is new: 4",
  ]);
});
