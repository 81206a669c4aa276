import fc from "fast-check";
import { expect, test } from "vitest";
import { dayVerdicts } from "#core/parity/days.ts";
import { type JobSides, judgeDays } from "#core/parity/judge-days.ts";
import { parityText } from "#core/parity/row.ts";
import { usualTolerances } from "#core/parity/tolerances.ts";

const hour = 3_600_000;
const day = 24 * hour;
const dateOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
const rules = { tolerances: usualTolerances, outcomeOf: () => null };
const absent = "absent" as const;
const unknown = {
  ...{ date: null, how: null, end: null, endKnown: absent, exit: null, exitKnown: absent },
  ...{ outcome: null, outputs: [] },
};
const start = (at: number) => ({
  ...{ id: `s${at}`, date: dateOf(at), due: at, waits: false, ready: at },
});
const run = (at: number) => ({ ...unknown, id: `r${at}`, start: at });

test("each pair is on the date of its start, what is nobody's on that of its moment", () => {
  const sides = { expected: [start(23 * hour)], legacy: [run(25 * hour), run(3 * day)] };
  const days = judgeDays(sides, rules, dateOf);
  const [first = [], other = []] = [days.get("1970-01-01"), days.get("1970-01-04")];
  expect(first).toMatchObject([{ verdict: "differs", laterMs: 2 * hour, run: `r${25 * hour}` }]);
  expect(other).toMatchObject([{ verdict: "only-legacy", expected: null }]);
  expect(dayVerdicts("1970-01-01", first)).toMatchObject({ matched: 0, others: [{}] });
});

test("a run of ours is put beside the lengths of runs before it, not of later ones", () => {
  const took = (n: number, ms: number) => ({
    ...{ ...run(n * day), end: n * day + ms, endKnown: "value" as const },
    ...{ exit: 0, exitKnown: "value" as const, outcome: "succeeded" as const },
  });
  const ran = { start: 6 * day, end: 6 * day + hour, exit: 0, outcome: "succeeded" as const };
  const legacy = [1, 2, 3, 4, 5, 6, 7].map((n) => took(n, n < 6 ? 60_000 : hour));
  const expected = [1, 2, 3, 4, 5, 6, 7].map((n) => start(n * day));
  const at = (starts: JobSides["expected"], runs: JobSides["legacy"]) =>
    judgeDays({ expected: starts, legacy: runs }, rules, dateOf).get("1970-01-07");
  const shadow = expected.with(5, { ...start(6 * day), ran: { ...ran, outputs: null } } as never);
  expect(at(shadow, legacy)).toMatchObject([
    { verdict: "differs", differences: [{ field: "duration", p95: 60_000 }] },
  ]);
  expect(at(shadow, legacy.slice(1))).toMatchObject([
    { verdict: "not-observable", notObservable: ["duration"] },
  ]);
});

test("what is far away decides on nothing: a date with what is around it is judged as with all", () => {
  const quarters = fc.uniqueArray(fc.nat(10 * 96), { maxLength: 60 });
  fc.assert(
    fc.property(quarters, quarters, (starts, runs) => {
      const of = (all: number[]) => all.map((n) => n * 900_000).sort((a, b) => a - b);
      const near = (at: number) => at >= 3 * day && at < 8 * day;
      const all = { expected: of(starts).map(start), legacy: of(runs).map(run) };
      const part = {
        expected: all.expected.filter(({ due }) => near(due)),
        legacy: all.legacy.filter((one) => near(one.start)),
      };
      const on = (sides: JobSides) => judgeDays(sides, rules, dateOf).get("1970-01-06");
      expect(on(part)).toEqual(on(all));
    }),
  );
});

test("a row has one text, whatever the order of its fields", () => {
  const row = { pipeline: "p", task: "", date: "2026-11-20", revision: 1, matched: 2, others: [] };
  const { pipeline, ...rest } = row;
  expect(parityText({ ...rest, pipeline })).toBe(parityText(row));
});
