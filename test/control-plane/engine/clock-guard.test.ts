import { expect, test } from "vitest";
import { ClockGuard, jumpMs, settleMs } from "#engine/clock-guard.ts";

const start = Date.UTC(2026, 0, 1);

test("clocks that go on together never hold, however long nobody looked", () => {
  const guard = new ClockGuard();
  for (const ms of [0, 500, 86_400_000]) expect(guard.check(start + ms, ms)).toBeNull();
});

test("a drift that adds up to hours does not hold, for no step of it is a jump", () => {
  const guard = new ClockGuard();
  for (let step = 0; step < 100; step++)
    expect(guard.check(start + step * (500 + jumpMs - 1), step * 500)).toBeNull();
});

test.each([
  ["forward", 1],
  ["back", -1],
])("a jump %s holds until the new time has stood for ten minutes", (direction, sign) => {
  const guard = new ClockGuard();
  guard.check(start, 0);
  const jumped = start + sign * (jumpMs + 1_000);
  expect(guard.check(jumped, 0)).toMatch(`jumped ${direction} by 301 s`);
  expect(guard.reason()).not.toBeNull();
  expect(guard.check(jumped + settleMs - 1, settleMs - 1)).not.toBeNull();
  expect(guard.check(jumped + settleMs, settleMs)).toBeNull();
  expect(guard.reason()).toBeNull();
});

test("a further jump holds anew", () => {
  const guard = new ClockGuard();
  guard.check(start, 0);
  guard.check(start + 2 * jumpMs, 0);
  expect(guard.check(start + settleMs / 2, settleMs / 2)).toMatch("jumped back");
  expect(guard.check(start + settleMs, settleMs)).not.toBeNull();
  expect(guard.check(start + 1.5 * settleMs, 1.5 * settleMs)).toBeNull();
});
