import fc from "fast-check";
import { expect, test } from "vitest";
import { type ExpectedStart, type LegacyStart, pairStarts } from "#core/parity/pair.ts";

const minute = 60_000;
const hour = 60 * minute;
const at = (text: string): number => Date.parse(`2026-11-${text}:00Z`);
const due = (text: string, more: Partial<ExpectedStart> = {}): ExpectedStart => {
  const moment = at(text);
  return { date: `2026-11-${text.slice(0, 2)}`, due: moment, waits: false, ready: moment, ...more };
};
const ran = (text: string, more: Partial<LegacyStart> = {}): LegacyStart => ({
  ...{ date: null, start: at(text), how: null, end: null, endKnown: "absent" },
  ...{ exit: null, exitKnown: "absent", outcome: null, outputs: [] },
  ...more,
});
const pairs = (expected: ExpectedStart[], legacy: LegacyStart[]): string[] =>
  pairStarts(expected, legacy).map((pair) => `${pair.expected ?? "-"} ${pair.legacy ?? "-"}`);

test("where both have a business date it decides, and within it the order", () => {
  const expected = [due("20T22:00"), due("21T22:00"), due("21T23:00")];
  const legacy = [
    ran("21T03:00", { date: "2026-11-20" }),
    ran("22T01:00", { date: "2026-11-21" }),
    ran("22T02:00", { date: "2026-11-21" }),
  ];
  expect(pairs(expected, legacy)).toEqual(["0 0", "1 1", "2 2"]);
  expect(pairs(expected, legacy.slice(1))).toEqual(["0 -", "1 0", "2 1"]);
  expect(pairs(expected.slice(0, 1), legacy)).toEqual(["0 0", "- 1", "- 2"]);
});

test("without dates a run belongs to the nearest start, within half a period, and to one only", () => {
  const expected = [due("20T10:00"), due("20T10:10"), due("20T10:20")];
  expect(pairs(expected, [ran("20T10:01"), ran("20T10:14"), ran("20T10:20")])).toEqual([
    ...["0 0", "1 1", "2 2"],
  ]);
  expect(pairs(expected, [ran("20T10:11"), ran("20T10:12")])).toEqual(["0 -", "1 0", "2 -", "- 1"]);
  expect(pairs(expected, [ran("20T10:26")])).toEqual(["0 -", "1 -", "2 -", "- 0"]);
});

test("however seldom a job runs, a start looks half a day around itself", () => {
  expect(pairs([due("20T10:00")], [ran("20T22:00")])).toEqual(["0 0"]);
  expect(pairs([due("20T10:00")], [ran("20T22:01")])).toEqual(["0 -", "- 0"]);
});

test("starts at one moment take as many runs, in their order", () => {
  const twice = [due("20T10:00"), due("20T10:00"), due("20T11:00")];
  expect(pairs(twice, [ran("20T10:01"), ran("20T09:58"), ran("20T10:20")])).toEqual([
    ...["0 1", "1 0", "2 -", "- 2"],
  ]);
});

test("what waits is compared from when it could start", () => {
  const waiting = due("20T10:00", { waits: true, ready: at("20T12:30") });
  expect(pairs([waiting], [ran("20T12:31")])).toEqual(["0 0"]);
});

test("a further try is no start, and what somebody forced is nobody's", () => {
  const legacy = [
    ran("20T10:00"),
    ran("20T10:05", { how: "again" }),
    ran("20T10:07", { how: "forced" }),
  ];
  expect(pairs([due("20T10:00")], legacy)).toEqual(["0 0", "- 2"]);
});

const moments = fc.uniqueArray(fc.nat(200), { maxLength: 30 });
const sides = fc
  .record({
    starts: moments,
    runs: moments,
    hasDate: fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }),
  })
  .map(({ starts, runs, hasDate }) => ({
    expected: starts.map((n): ExpectedStart => {
      const date = `2026-11-${10 + Math.floor(n / 24)}`;
      return { date, due: n * hour, waits: false, ready: n * hour };
    }),
    legacy: runs.map((n, index) => ({
      ...ran("20T00:00", { start: n * hour + minute }),
      date: hasDate[index] ? `2026-11-${10 + Math.floor(n / 24)}` : null,
    })),
  }));

test("each start and each run is in one pair, whatever there is", () => {
  fc.assert(
    fc.property(sides, ({ expected, legacy }) => {
      const found = pairStarts(expected, legacy);
      const sorted = (of: "expected" | "legacy") =>
        found.flatMap((pair) => pair[of] ?? []).sort((a, b) => a - b);
      expect(sorted("expected")).toEqual([...expected.keys()]);
      expect(sorted("legacy")).toEqual([...legacy.keys()]);
    }),
  );
});

const values = (expected: ExpectedStart[], legacy: LegacyStart[]): string[] =>
  pairStarts(expected, legacy)
    .map((pair) =>
      JSON.stringify([expected[pair.expected ?? -1] ?? null, legacy[pair.legacy ?? -1] ?? null]),
    )
    .sort();

test("in whatever order starts and runs come, the pairs are the same", () => {
  const shuffled = sides.chain(({ expected, legacy }) =>
    fc.record({
      ...{ expected: fc.constant(expected), legacy: fc.constant(legacy) },
      mixed: fc.shuffledSubarray(expected, { minLength: expected.length }),
      also: fc.shuffledSubarray(legacy, { minLength: legacy.length }),
    }),
  );
  fc.assert(
    fc.property(shuffled, ({ expected, legacy, mixed, also }) => {
      expect(values(mixed, also)).toEqual(values(expected, legacy));
    }),
  );
});
