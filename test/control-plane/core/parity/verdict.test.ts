import { expect, test } from "vitest";
import type { ExpectedStart, LegacyStart } from "#core/parity/pair.ts";
import { type Cover, judgePair, usualTolerances } from "#core/parity/verdict.ts";

const start = Date.parse("2026-11-20T22:00:00Z");
const expected: ExpectedStart = { date: "2026-11-20", due: start, waits: false, ready: start };
const legacy: LegacyStart = { date: null, start: start + 1_000, how: null };
const saying = (is: ReturnType<Cover["at"]>): Cover => ({
  at: () => is,
  whole: () => is === "told",
});
const told = saying("told");

function verdict(
  ours: ExpectedStart | undefined,
  theirs: LegacyStart | undefined,
  cover: Cover = told,
) {
  const pair = { expected: ours ? 0 : null, legacy: theirs ? 0 : null };
  const { verdict: is, laterMs } = judgePair(pair, ours, theirs, cover, usualTolerances);
  return laterMs === null ? is : `${is} ${laterMs / 1_000}`;
}

test("starts within the tolerance match, others differ, by how much", () => {
  expect(verdict(expected, legacy)).toBe("match 1");
  expect(verdict(expected, { ...legacy, start: start + 60_000 })).toBe("match 60");
  expect(verdict(expected, { ...legacy, start: start - 60_001 })).toBe("differs -60.001");
});

test("of one side alone it is said which, as far as somebody was told of the time", () => {
  expect(verdict(undefined, legacy)).toBe("only-legacy");
  expect(verdict(expected, undefined)).toBe("only-ours");
  expect(verdict(expected, undefined, saying("untold"))).toBe("unobserved");
  expect(verdict(expected, undefined, saying("open"))).toBe("open");
});

test("what can't be seen is never a match", () => {
  expect(verdict(expected, { ...legacy, start: null })).toBe("not-observable");
  const waiting = { ...expected, waits: true, ready: null };
  expect(verdict(waiting, legacy)).toBe("not-observable");
  // What it waits for has not come: it would not have started here either.
  expect(verdict(waiting, undefined)).toBe("open");
});

test("what waits for others is compared from when these were there", () => {
  const waiting = { ...expected, waits: true, ready: start + 7_200_000 };
  expect(verdict(waiting, legacy)).toBe("differs -7199");
  expect(verdict(waiting, { ...legacy, start: start + 7_205_000 })).toBe("match 5");
});
