// Layers: the nearest wins, maps merge, nothing is changed in place.

import fc from "fast-check";
import { expect, test } from "vitest";
import { type Layer, mergeLayers } from "#core/defaults.ts";

const map = (value: fc.Arbitrary<unknown>) => fc.dictionary(fc.constantFrom("a", "b", "c"), value);
const layer = fc.record(
  {
    owner: fc.constantFrom("x", "y"),
    timezone: fc.constantFrom("UTC", "Europe/Berlin"),
    dialect: fc.constantFrom("debian", "systemd"),
    newDay: fc.constantFrom("05:00", "07:00"),
    tags: map(fc.array(fc.constantFrom("p", "q"))),
    concurrency: fc.record(
      { runs: fc.nat(3), whenBusy: fc.constant("skip") },
      { requiredKeys: [] },
    ),
    defaults: fc.record(
      {
        timeout: fc.constantFrom("1m", "2m"),
        retry: fc.record({ retries: fc.nat(3), delay: fc.constant("1s") }, { requiredKeys: [] }),
        env: map(fc.string()),
        pools: map(fc.nat(3)),
        locks: map(fc.constantFrom("shared", "none")),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Layer>;

test("merging is associative, an empty layer changes nothing, and inputs stay as they were", () => {
  fc.assert(
    fc.property(layer, layer, layer, (a, b, c) => {
      const before = JSON.stringify([a, b, c]);
      expect(mergeLayers(mergeLayers(a, b), c)).toEqual(mergeLayers(a, mergeLayers(b, c)));
      expect(mergeLayers(a, {})).toEqual(a);
      expect(mergeLayers({}, a)).toEqual(a);
      expect(JSON.stringify([a, b, c])).toBe(before);
    }),
  );
});

test("maps merge key by key, lists are replaced", () => {
  const outer: Layer = {
    tags: { a: ["x"], b: ["y"] },
    defaults: { retry: { retries: 1, delay: "5s" } },
  };
  expect(mergeLayers(outer, { tags: { b: ["z"] }, defaults: { retry: { retries: 2 } } })).toEqual({
    tags: { a: ["x"], b: ["z"] },
    defaults: { retry: { retries: 2, delay: "5s" } },
  });
});
