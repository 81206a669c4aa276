import { expect, test } from "vitest";
import { type FencedJob, fenceOf, fenceTimes } from "#core/waves/fence.ts";

const hour = 3_600_000;
const heldWithinMs = hour;
const now = 1_000 * hour;
const guarded = (job: string): FencedJob => ({
  job,
  legacy: "X",
  guardedWithinMs: 96 * hour,
  heldWithinMs,
});
const unguarded = (legacy: string | null): FencedJob => ({
  ...{ job: "close/post", legacy, guardedWithinMs: null, heldWithinMs },
});
const guards = (job: string, hoursAgo: number) => ({
  ...{ guards: [{ job, lastSeen: now - hoursAgo * hour }], holds: [] },
});
const holds = (heldAs: string, ageMs = 0) => ({
  ...{ guards: [], holds: [{ job: "POST", heldAs, readBackAt: now - ageMs }] },
});
const missing = (job: FencedJob, by: Parameters<typeof fenceOf>[1]) =>
  fenceOf([job], by, now).get(job.job) ?? null;

test("a guard that has asked lately fences its job and no other", () => {
  expect(missing(guarded("close/post"), guards("close/post", 96))).toBeNull();
  expect(missing(guarded("close/post"), guards("close/post", 97))).toBe(
    "its guard has not asked for 97 h, which is more than 96 h",
  );
  expect(missing(guarded("close/post"), guards("close/load", 1))).toBe(
    "no guard has ever asked for it",
  );
  expect(missing(guarded("close/post"), guards("close", 1))).not.toBeNull();
});

test("the job of a pipeline may be asked for by the name of its task", () => {
  expect(missing(guarded("close"), guards("close/close", 1))).toBeNull();
  expect(missing(guarded("close"), guards("closed/close", 1))).not.toBeNull();
});

test("without a guard a hold that was read back lately does", () => {
  for (const state of ["held", "iced", "absent"])
    expect(missing(unguarded("POST"), holds(state))).toBeNull();
  expect(missing(unguarded("POST"), holds("active"))).toBe(
    "the other scheduler has it active, not held",
  );
  expect(missing(unguarded("POST"), holds("held", heldWithinMs + 60_000))).toBe(
    "its hold was read back 61 min ago, which is more than 60 min",
  );
  expect(missing(unguarded("LOAD"), holds("held"))).toBe(
    "it has no guard, and no hold of it was read back",
  );
  expect(missing(unguarded(null), holds("held"))).toMatch("names no job");
});

test("a guard is no hold, and a hold is no guard", () => {
  expect(missing(unguarded("POST"), guards("close/post", 1))).not.toBeNull();
  expect(missing(guarded("close/post"), holds("held"))).not.toBeNull();
});

test("the change that goes live can't make an old proof count", () => {
  const wave = (seenMs: number, withinMs: number) => ({
    ...{ name: "gl", stage: "observe" as const, hold: { withinMs } },
    guard: { slots: "dates" as const, policy: "nobody" as const, aheadMs: 0, seenMs },
  });
  expect(fenceTimes(wave(hour, 60_000), wave(3_650 * 24 * hour, hour))).toEqual({
    ...{ guardedWithinMs: hour, heldWithinMs: 60_000 },
  });
  expect(fenceTimes(wave(96 * hour, hour), wave(hour, 60_000))).toEqual({
    ...{ guardedWithinMs: hour, heldWithinMs: 60_000 },
  });
  // What is deployed has neither: as usual.
  expect(fenceTimes(undefined, wave(200 * hour, hour))).toEqual({
    ...{ guardedWithinMs: 96 * hour, heldWithinMs: 15 * 60_000 },
  });
  expect(fenceTimes(wave(hour, hour), undefined).guardedWithinMs).toBeNull();
});
