import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson } from "#core/canonical.ts";

test("keys are sorted at every depth, lists keep their order, undefined is left out", () => {
  expect(canonicalJson({ b: [{ d: 1, c: "x" }], a: null, z: undefined })).toBe(
    '{"a":null,"b":[{"c":"x","d":1}]}',
  );
});

test("it is JSON of the same value, whatever the order of the keys", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonicalJson(reversed(value))).toBe(text);
    }),
  );
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  );
}
