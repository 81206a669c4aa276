import { expect, test } from "vitest";
import { joinGuards, type ToldOf } from "#core/parity/join-guards.ts";

const stdout = { name: "stdout", digest: `sha256:${"a".repeat(64)}`, bytes: null };
const log: ToldOf = {
  ...{ isGuard: false, isOwnHost: false, host: null, date: null, start: 1_000_000, how: null },
  ...{ end: null, endKnown: "unobservable", exit: null, exitKnown: "unobservable" },
  ...{ outcome: null, outputs: [] },
};
const guard: ToldOf = {
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
  const told: ToldOf = {
    ...{ ...log, end: 1_020_000, endKnown: "value", exit: 0, exitKnown: "value" },
    ...{ outcome: "succeeded", outputs: [{ ...stdout, bytes: 3 }] },
  };
  expect(joinGuards([told, guard])).toEqual([told]);
});

test("each takes the nearest that is left; another date, or too far apart, is another run", () => {
  const next = { ...log, start: 1_060_000 };
  const nextGuard = { ...guard, start: 1_059_000, exit: 4 };
  expect(joinGuards([next, log, nextGuard, guard]).map(({ exit }) => exit)).toEqual([4, 3]);
  expect(joinGuards([log, { ...guard, start: 1_120_001 }])).toHaveLength(2);
  const dated = { ...log, date: "2026-11-20" };
  expect(joinGuards([dated, { ...guard, date: "2026-11-21" }])).toHaveLength(2);
  expect(joinGuards([dated, { ...guard, date: "2026-11-20" }])).toHaveLength(1);
  expect(joinGuards([log, guard, { ...guard, exit: 9 }])).toHaveLength(2);
});

test("a guard of a job without a log is a run", () => {
  expect(joinGuards([guard, { ...guard, start: null }])).toHaveLength(2);
});

test("the command runs within its run in the log, however long the guard had to ask", () => {
  const ended = { ...log, end: 1_500_000, endKnown: "value" } as const;
  const asked = { ...guard, start: 1_400_000, end: 1_499_000 };
  expect(joinGuards([ended, asked])).toHaveLength(1);
  expect(joinGuards([ended, { ...asked, end: 1_700_000 }])).toHaveLength(2);
  expect(joinGuards([log, asked])).toHaveLength(2);
});

test("cron logs where the guard runs: by the same clock, of the same host", () => {
  const own = { ...log, isOwnHost: true, host: "host1" };
  const here = { ...guard, host: "HOST1.example.com" };
  expect(joinGuards([own, here])).toHaveLength(1);
  expect(joinGuards([own, { ...here, host: "host2" }])).toHaveLength(2);
  expect(joinGuards([own, { ...here, start: 999_000 }])).toHaveLength(1);
  expect(joinGuards([own, { ...here, start: 998_999 }])).toHaveLength(2);
  // Another scheduler's clock may be a little ahead of the host's.
  expect(joinGuards([log, { ...here, start: 940_000 }])).toHaveLength(1);
});
