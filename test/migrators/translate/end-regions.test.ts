// Rules of which all that match act, said as rules of which the first decides: whatever the code and the count of an attempt,
// both do the same.

import fc from "fast-check";
import { expect, test } from "vitest";
import { ruleFor } from "#core/end-rules.ts";
import type { EndTest, LegacyEffect, LegacyRule } from "#migrators/legacy/result.ts";
import { endBy } from "#migrators/sources/control-m/end-tests.ts";
import { endRegions } from "#migrators/translate/end-regions.ts";

const small = fc.integer({ min: 0, max: 3 });
const compare = fc.constantFrom("=", "!=", "<", "<=", ">", ">=" as const);
const when: fc.Arbitrary<EndTest> = fc.oneof(
  fc.constantFrom<EndTest>({ kind: "success" }, { kind: "failure" }, { kind: "always" }),
  fc.record({ kind: fc.constant("exitCode" as const), compare, code: small }),
  fc.record({ kind: fc.constantFrom("runs", "failures"), compare, count: small }),
);
const effect: fc.Arbitrary<LegacyEffect> = fc.oneof(
  fc.record({
    kind: fc.constant("result" as const),
    result: fc.constantFrom("success", "failure"),
    from: fc.constant([]),
  }),
  small.map((event) => ({
    ...{ kind: "emit" as const, event: `E${event}`, date: { kind: "any" as const }, from: [] },
  })),
);
const rules: fc.Arbitrary<LegacyRule[]> = fc.array(
  fc.record({
    when,
    effects: fc.array(effect, { minLength: 1, maxLength: 2 }),
    from: fc.constant([]),
  }),
  { maxLength: 4 },
);

const values = {
  scope: { params: {}, matrix: {}, needs: {}, allowStatus: false },
  run: {
    ...{ id: "1", date: "2026-01-01", scheduledAt: "", pipeline: "p", generation: 1 },
    interval: { start: "", end: "" },
  },
  ...{ params: {}, matrix: {}, needs: [] },
};

test("of each end the region that is first has what all rules together do", () => {
  fc.assert(
    fc.property(rules, small, fc.integer({ min: 1, max: 4 }), (all, exitCode, attempt) => {
      const regions = endRegions(all);
      fc.pre(regions !== null);
      const end = { exitCode, attempt, signal: "", timedOut: false, output: "" };
      const asRules = regions.map((region) => ({
        ...{ when: region.when, result: region.result, retry: null, effects: [] },
      }));
      const found = ruleFor(asRules, end, values);
      const region = found === null ? null : (regions[found.index] ?? null);
      const expected = endBy(all, { exitCode, runs: attempt });
      expect(new Set(region?.effects ?? [])).toEqual(new Set(expected.effects));
      expect((region?.result ?? (exitCode === 0 ? "succeeded" : "failed")) === "succeeded").toBe(
        expected.isOk,
      );
    }),
    { numRuns: 500 },
  );
});

test("a count of failures is none behind a success", () => {
  const failed = (compare: "=" | "<", count: number): LegacyRule => ({
    ...{ when: { kind: "failures", compare, count }, from: [] },
    effects: [{ kind: "emit", event: "E", date: { kind: "any" }, from: [] }],
  });
  const whens = (rule: LegacyRule) => endRegions([rule])?.map((region) => region.when);
  expect(whens(failed("=", 2))).toEqual(["exitCode != 0 && attempt == 2"]);
  expect(whens(failed("<", 2))).toEqual(["(exitCode == 0 || attempt < 2)"]);
});
