import fc from "fast-check";
import { expect, test } from "vitest";
import { hasWatch, normalizeWatch, watchSpec } from "#core/watch/watch.ts";
import { pipeline, task } from "#test/support/deploy.ts";

const minutes = fc.integer({ min: 1, max: 59 }).map((n) => `${n}m`);
const off = (sign: string) =>
  fc.oneof(
    minutes,
    minutes.map((text) => `${sign}${text}`),
    fc.integer({ min: 1, max: 900 }).map((n) => `${sign}${n}%`),
  );

test("written and read again a watch is the same", () => {
  const spec = fc.record(
    {
      success: fc.constantFrom<boolean | "withOutput">(true, false, "withOutput"),
      retry: fc.boolean(),
      longest: off("+"),
      shortest: off("-"),
      tags: fc.constant<Record<string, string[]>>({ notify: ["a", "b"], area: ["x"] }),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(spec, (written) => {
      const watch = normalizeWatch(written as Parameters<typeof normalizeWatch>[0]);
      expect(normalizeWatch(watchSpec(watch))).toEqual(watch);
    }),
  );
  expect(watchSpec(normalizeWatch({ longest: "+90m" }))).toEqual({
    ...{ success: false, longest: "+1h30m" },
  });
});

test("a pipeline is watched by its own words or those of a task", () => {
  const watch = normalizeWatch({ success: true });
  expect(hasWatch(pipeline("p", [task("a")]))).toBe(false);
  expect(hasWatch(pipeline("p", [task("a", { watch })]))).toBe(true);
  expect(hasWatch(pipeline("p", [task("a")], { watch }))).toBe(true);
});
