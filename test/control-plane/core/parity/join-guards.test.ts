import { expect, test } from "vitest";
import { joinGuards } from "#core/parity/join-guards.ts";
import type { LegacyStart } from "#core/parity/pair.ts";

type Told = LegacyStart & { isGuard: boolean };
const stdout = { name: "stdout", digest: `sha256:${"a".repeat(64)}`, bytes: null };
const log: Told = {
  ...{ isGuard: false, date: null, start: 1_000_000, how: null },
  ...{ end: null, endKnown: "unobservable", exit: null, exitKnown: "unobservable" },
  ...{ outcome: null, outputs: [] },
};
const guard: Told = {
  ...{ ...log, isGuard: true, start: 1_000_300, end: 1_020_000, endKnown: "value" },
  ...{ exit: 3, exitKnown: "value", outcome: "failed", outputs: [stdout] },
};

test("what a guard saw fills what the log can't tell, and is no run of its own", () => {
  const { end, endKnown, exit, exitKnown, outcome, outputs } = guard;
  expect(joinGuards([guard, log])).toEqual([
    { ...log, end, endKnown, exit, exitKnown, outcome, outputs },
  ]);
});

test("what the log tells stays", () => {
  const told: Told = {
    ...{ ...log, end: 1_019_000, endKnown: "value", exit: 0, exitKnown: "value" },
    ...{ outcome: "succeeded", outputs: [{ ...stdout, bytes: 3 }] },
  };
  expect(joinGuards([told, guard])).toEqual([told]);
});

test("each takes the nearest that is left; another date, or more than a minute, is another run", () => {
  const next = { ...log, start: 1_060_000 };
  const nextGuard = { ...guard, start: 1_059_000, exit: 4 };
  expect(joinGuards([next, log, nextGuard, guard]).map(({ exit }) => exit)).toEqual([4, 3]);
  expect(joinGuards([log, { ...guard, start: 1_060_001 }])).toHaveLength(2);
  const dated = { ...log, date: "2026-11-20" };
  expect(joinGuards([dated, { ...guard, date: "2026-11-21" }])).toHaveLength(2);
  expect(joinGuards([dated, { ...guard, date: "2026-11-20" }])).toHaveLength(1);
  expect(joinGuards([log, guard, { ...guard, exit: 9 }])).toHaveLength(2);
});

test("a guard of a job without a log is a run", () => {
  expect(joinGuards([guard, { ...guard, start: null }])).toHaveLength(2);
});
