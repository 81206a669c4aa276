import { expect, test } from "vitest";
import { filterLanguage } from "#core/row-filter.ts";

const language = filterLanguage("thing", {
  name: "string",
  tags: "map<string, list<string>>",
  age: "google.protobuf.Duration",
});

const matches = (text: string, values: Record<string, unknown>): boolean => {
  const filter = language.compile(text);
  if ("issues" in filter) throw new Error(filter.issues[0]?.message);
  return filter.matches(values);
};

test("a row without the value is not meant, whichever way it is asked for", () => {
  const values = { name: "a", tags: {}, age: language.duration(0) };
  expect(matches("'gold' in tags.tier", values)).toBe(false);
  expect(matches("!('gold' in tags.tier)", values)).toBe(false);
  expect(matches("name == 'a'", values)).toBe(true);
});

test("lengths of time are never negative", () => {
  expect(matches("age > duration('90m')", { age: language.duration(91 * 60_000) })).toBe(true);
  expect(matches("age == duration('0s')", { age: language.duration(-5) })).toBe(true);
});

test.each([
  ["nam == 'a'", 'a thing has no "nam"'],
  ["name", "must be a bool"],
  ["", "1 to"],
  ["name.matches('a*a*a*b')", "not known here"],
])("%j is refused", (text, message) => {
  expect(language.compile(text)).toMatchObject({
    issues: [{ message: expect.stringContaining(message) }],
  });
});
