import { expect, test } from "vitest";
import type { Cover } from "#core/parity/cover.ts";
import type { RunOutput } from "#core/parity/outputs.ts";
import type { ExpectedStart, LegacyStart, OwnRun } from "#core/parity/pair.ts";
import { usualTolerances } from "#core/parity/tolerances.ts";
import { coveredVerdict, judgePair, type PairRules } from "#core/parity/verdict.ts";

const minute = 60_000;
const start = Date.parse("2026-11-20T22:00:00Z");
const expected: ExpectedStart = { date: "2026-11-20", due: start, waits: false, ready: start };
const legacy: LegacyStart = {
  ...{ date: null, start: start + 1_000, how: null, end: start + 10 * minute, endKnown: "value" },
  ...{ exit: 0, exitKnown: "value", outcome: "succeeded", outputs: [] },
};
const ran: OwnRun = {
  ...{ start, end: start + 10 * minute, exit: 0, outcome: "succeeded", outputs: null },
};
const usual: PairRules = {
  tolerances: usualTolerances,
  spread: { p5: 9 * minute, p95: 11 * minute, runs: 20 },
  outcomeOf: (exit) => (exit <= 4 ? "succeeded" : "failed"),
};

const judged = (
  ours: ExpectedStart | undefined,
  theirs: LegacyStart | undefined,
  rules: Partial<PairRules> = {},
) =>
  judgePair({ expected: ours ? 0 : null, legacy: theirs ? 0 : null }, ours, theirs, {
    ...usual,
    ...rules,
  });
function verdict(ours: ExpectedStart | undefined, theirs: LegacyStart | undefined) {
  const { verdict: is, laterMs } = judged(ours, theirs);
  return laterMs === null ? is : `${is} ${laterMs / 1_000}`;
}

test("starts within the tolerance match, others differ, by how much", () => {
  expect(verdict(expected, legacy)).toBe("match 1");
  expect(verdict(expected, { ...legacy, start: start + minute })).toBe("match 60");
  expect(verdict(expected, { ...legacy, start: start - 60_001 })).toBe("differs -60.001");
  expect(judged(expected, { ...legacy, start: start + 61_000 }).differences).toEqual([
    { field: "start", byMs: 61_000 },
  ]);
});

test("of a run that may be any of several instances nothing but its start is compared, and it is no match", () => {
  const rules = { isOneOfMany: true };
  expect(judged(expected, { ...legacy, exit: 8 }, rules)).toMatchObject({
    ...{ verdict: "not-observable", differences: [], notObservable: ["exit"], laterMs: 1_000 },
  });
  expect(judged({ ...expected, ran }, legacy, rules)).toMatchObject({
    ...{ verdict: "not-observable", notObservable: ["duration", "exit"] },
  });
  expect(judged(expected, { ...legacy, start: start + 2 * minute }, rules).verdict).toBe("differs");
});

test("of one side alone it is said which, as far as somebody was told of the time", () => {
  expect(verdict(undefined, legacy)).toBe("only-legacy");
  expect(verdict(expected, undefined)).toBe("only-ours");
  const saying = (is: ReturnType<Cover["at"]>): Cover => ({ at: () => is, whole: () => false });
  expect(coveredVerdict("only-ours", start, saying("told"))).toBe("only-ours");
  expect(coveredVerdict("only-ours", start, saying("untold"))).toBe("unobserved");
  expect(coveredVerdict("only-ours", start, saying("open"))).toBe("open");
  expect(coveredVerdict("differs", start, saying("open"))).toBe("differs");
});

test("what can't be seen is never a match", () => {
  expect(verdict(expected, { ...legacy, start: null })).toBe("not-observable");
  const waiting = { ...expected, waits: true, ready: null };
  expect(judged(waiting, legacy)).toMatchObject({
    ...{ verdict: "not-observable", notObservable: ["lag"] },
  });
  // What it waits for has not come: it would not have started here either.
  expect(verdict(waiting, undefined)).toBe("open");
});

test("what waits for others is compared by its lag after these", () => {
  const waiting = { ...expected, waits: true, ready: start + 7_200_000 };
  expect(verdict(waiting, legacy)).toBe("differs -7199");
  expect(judged(waiting, legacy).differences).toMatchObject([{ field: "lag" }]);
  expect(verdict(waiting, { ...legacy, start: start + 7_205_000 })).toBe("match 5");
});

test("where nothing runs here a code that our spec calls otherwise differs, and an end that nobody saw is not compared", () => {
  const failed = { ...legacy, exit: 3, outcome: "failed" as const };
  expect(judged(expected, failed)).toMatchObject({
    verdict: "differs",
    differences: [{ field: "exit", ours: "succeeded", legacy: "failed" }],
  });
  expect(judged(expected, { ...failed, exit: 5 }).verdict).toBe("match");
  const unseen = { exit: null, outcome: null, exitKnown: "unobservable" } as const;
  expect(judged(expected, { ...legacy, ...unseen }).verdict).toBe("match");
});

test("of a run of ours everything is compared: what can't be seen is no match, what may come is open", () => {
  const shadow = { ...expected, ran };
  expect(judged(shadow, legacy).verdict).toBe("match");
  const unseen = { exit: null, outcome: null, exitKnown: "unobservable" } as const;
  expect(judged(shadow, { ...legacy, ...unseen })).toMatchObject({
    ...{ verdict: "not-observable", notObservable: ["exit"], laterMs: 1_000 },
  });
  const open = { ...legacy, ...unseen, exitKnown: "absent" as const };
  expect(judged(shadow, open).verdict).toBe("open");
  expect(judged({ ...shadow, ran: { ...ran, end: null, outcome: null } }, legacy).verdict).toBe(
    "open",
  );
  expect(judged({ ...shadow, ran: null }, legacy)).toMatchObject({
    ...{ verdict: "not-observable", notObservable: ["duration", "exit"] },
  });
  // A difference stays one, whatever is missing beside it.
  expect(judged({ ...shadow, ran: null }, { ...legacy, start: 0 }).verdict).toBe("differs");
});

test("a duration is put beside those of the other side's runs, not beside one", () => {
  const took = (ms: number) => ({ ...expected, ran: { ...ran, end: start + ms } });
  expect(judged(took(16.5 * minute), legacy).verdict).toBe("match");
  expect(judged(took(17 * minute), legacy).differences).toEqual([
    { field: "duration", ours: 17 * minute, p5: 9 * minute, p95: 11 * minute, byMs: 6 * minute },
  ]);
  expect(judged(took(4 * minute), legacy).differences).toMatchObject([{ byMs: -5 * minute }]);
  expect(judged(took(10 * minute), legacy, { spread: null })).toMatchObject({
    ...{ verdict: "not-observable", notObservable: ["duration"] },
  });
});

test("exit codes are compared, and what each side calls them", () => {
  const ended = (more: Partial<OwnRun>) => ({ ...expected, ran: { ...ran, ...more } });
  const four = { ...legacy, exit: 4 };
  expect(judged(ended({ exit: 4 }), four).verdict).toBe("match");
  expect(judged(ended({}), four).differences).toEqual([{ field: "exit", ours: 0, legacy: 4 }]);
  // It only says that it ended well.
  const noCode = { ...legacy, exit: null, exitKnown: "unobservable" } as const;
  expect(judged(ended({}), noCode).verdict).toBe("match");
  expect(judged(ended({ exit: 9, outcome: "failed" }), noCode).differences).toEqual([
    { field: "exit", ours: "failed", legacy: "succeeded" },
  ]);
  // It only says the code: what our spec calls it counts for both.
  expect(judged(ended({ exit: 3 }), { ...legacy, exit: 3, outcome: null }).verdict).toBe("match");
});

test("outputs are compared where ours has some", () => {
  const output: RunOutput = { name: "stdout", digest: "sha256:a", bytes: 5 };
  const shadow = { ...expected, ran: { ...ran, outputs: [output] } };
  expect(judged(shadow, { ...legacy, outputs: [output] }).verdict).toBe("match");
  expect(judged(shadow, legacy)).toMatchObject({
    ...{ verdict: "not-observable", notObservable: ["output"] },
  });
  const other = { ...output, digest: "sha256:b", bytes: 6 };
  expect(judged(shadow, { ...legacy, outputs: [other] }).differences).toEqual([
    { field: "output", name: "stdout", part: "bytes", ours: 5, legacy: 6 },
  ]);
});
