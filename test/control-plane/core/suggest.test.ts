import { expect, test } from "vitest";
import { closest, didYouMean } from "#core/suggest.ts";

test.each([
  ["timezon", "timezone"],
  ["tiemzone", "timezone"],
  ["TIMEZONE", "timezone"],
  ["onwer", "owner"],
  ["x", null],
  ["completely-else", null],
])("%s -> %s", (name, expected) => {
  expect(closest(name, ["timezone", "owner", "tags"])).toBe(expected);
});

test("the whole list when it is short and nothing is near", () => {
  expect(didYouMean("zzzzzz", ["a1", "b2"])).toBe("known: a1, b2");
  expect(didYouMean("zzzzzz", [])).toBeUndefined();
  expect(
    didYouMean(
      "zz",
      Array.from({ length: 20 }, (_, index) => `name${index}`),
    ),
  ).toBeUndefined();
});
