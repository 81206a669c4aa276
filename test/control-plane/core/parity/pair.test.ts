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
  ...{ date: null, start: at(text), how: null },
  ...more,
});
const pairs = (expected: ExpectedStart[], legacy: LegacyStart[]): string[] =>
  pairStarts(expected, legacy, minute).map(
    (pair) => `${pair.expected ?? "-"} ${pair.legacy ?? "-"}`,
  );

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

test("of a start alone nobody knows a period: ten tolerances", () => {
  expect(pairs([due("20T10:00")], [ran("20T10:10")])).toEqual(["0 0"]);
  expect(pairs([due("20T10:00")], [ran("20T10:11")])).toEqual(["0 -", "- 0"]);
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

test("each start and each run is in one pair, whatever there is", () => {
  const moments = fc
    .uniqueArray(fc.nat(200), { maxLength: 30 })
    .map((all) => all.sort((a, b) => a - b));
  const dated = fc.array(fc.boolean(), { minLength: 30, maxLength: 30 });
  fc.assert(
    fc.property(moments, moments, dated, (starts, runs, hasDate) => {
      const expected = starts.map((n) => ({
        ...{ date: `2026-11-${10 + Math.floor(n / 24)}`, due: n * hour, waits: false },
        ready: n * hour,
      }));
      const legacy = runs.map((n, index) => ({
        date: hasDate[index] ? `2026-11-${10 + Math.floor(n / 24)}` : null,
        ...{ start: n * hour + minute, how: null },
      }));
      const found = pairStarts(expected, legacy, minute);
      const sorted = (of: "expected" | "legacy") =>
        found.flatMap((pair) => pair[of] ?? []).sort((a, b) => a - b);
      expect(sorted("expected")).toEqual([...expected.keys()]);
      expect(sorted("legacy")).toEqual([...legacy.keys()]);
    }),
  );
});
