// What becomes of deadlines, and the two promises: never on track when the shortest rest is too long, and never better
// by time alone.

import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type DeadlineState,
  judgeDeadlines,
  nextLook,
  type WatchedDeadline,
  type WatchedRun,
} from "#core/deadline/verdict.ts";
import { isFinal, type TaskState } from "#core/run.ts";

type Task = WatchedRun["tasks"][number];
const minute = 60_000;

const task = (name: string, state: TaskState, fields: Partial<Task> = {}): Task => ({
  name,
  state,
  needs: [],
  startedAt: null,
  firstStartedAt: fields.startedAt ?? null,
  finishedAt: null,
  opensAt: null,
  expected: { medianMs: 10 * minute, p90Ms: 10 * minute },
  tolerated: false,
  unmet: 0,
  ...fields,
});
const running = (tasks: Task[]): WatchedRun => ({ state: "running", finishedAt: null, tasks });
const by = (kind: "startBy" | "finishBy", at: number, idx = -1): WatchedDeadline => ({
  idx,
  kind,
  at,
});
const one = (run: WatchedRun, deadline: WatchedDeadline, now: number) =>
  judgeDeadlines(run, [deadline], now)[0];

test("at risk before the breach, because of the task that the longest path waits for", () => {
  const run = running([
    task("load", "running", { startedAt: 0 }),
    task("post", "waiting", { needs: [0] }),
  ]);
  expect(one(run, by("finishBy", 20 * minute), minute)).toEqual({
    state: "on-track",
    expectedAt: 20 * minute,
    cause: null,
  });
  expect(nextLook(run, [by("finishBy", 20 * minute)], minute)).toBe(10 * minute - 999);
  expect(one(run, by("finishBy", 20 * minute), 12 * minute)).toEqual({
    state: "at-risk",
    expectedAt: 22 * minute + 1_000,
    cause: {
      task: "load",
      message: "is running, which usually takes 10m",
      path: ["load", "post"],
    },
  });
  expect(one(run, by("finishBy", 20 * minute), 21 * minute)?.state).toBe("late");
});

test("a time at which a task may start first is known beforehand", () => {
  const run = running([task("post", "waiting", { opensAt: 30 * minute })]);
  expect(one(run, by("finishBy", 35 * minute), 0)).toMatchObject({
    state: "at-risk",
    expectedAt: 40 * minute,
    cause: { task: "post", message: "may not start yet, which usually takes 10m" },
  });
});

test("without enough earlier runs only the time itself says so", () => {
  const run = running([task("a", "ready", { expected: null })]);
  expect(one(run, by("finishBy", minute), minute)?.state).toBe("on-track");
  expect(nextLook(run, [by("finishBy", minute)], 0)).toBe(minute + 1);
  expect(one(run, by("finishBy", minute), minute + 1)?.state).toBe("late");
});

test("a failed task that its run can't do without puts it at risk", () => {
  const failed = task("load", "failed", { startedAt: 0, finishedAt: minute });
  const rest = task("tidy", "running", { startedAt: 0 });
  expect(one(running([failed, rest]), by("finishBy", 60 * minute), minute)).toMatchObject({
    state: "at-risk",
    cause: { task: "load", message: "failed, so the run can't succeed" },
  });
  const tolerated = running([{ ...failed, tolerated: true }, rest]);
  expect(one(tolerated, by("finishBy", 60 * minute), minute)?.state).toBe("on-track");
});

test("a run has started with its first task, and is met or missed by it", () => {
  const waits: WatchedRun = { state: "waiting", finishedAt: null, tasks: [task("a", "waiting")] };
  expect(one(waits, by("startBy", minute), minute)?.state).toBe("on-track");
  expect(one(waits, by("startBy", minute), 2 * minute)).toMatchObject({
    state: "late",
    cause: { task: null, message: "the run has not been let start" },
  });
  const started = running([task("a", "running", { startedAt: minute }), task("b", "waiting")]);
  expect(one(started, by("startBy", minute), 9 * minute)?.state).toBe("met");
  expect(one(started, by("startBy", minute - 61_000), 9 * minute)).toMatchObject({
    state: "missed",
    cause: { task: null, message: "it started 1m1s too late" },
  });
});

test("met is succeeded in time; a task that was not wanted keeps its deadline too", () => {
  const ended = (state: "succeeded" | "failed" | "cancelled" | "skipped"): WatchedRun => ({
    state,
    finishedAt: minute,
    tasks: [task("a", "skipped", { finishedAt: minute }), task("b", "skipped", { unmet: 1 })],
  });
  expect(one(ended("succeeded"), by("finishBy", minute), 2 * minute)?.state).toBe("met");
  expect(one(ended("succeeded"), by("finishBy", 0), 2 * minute)?.cause?.message).toBe(
    "it ended 1m too late",
  );
  for (const state of ["failed", "cancelled", "skipped"] as const)
    expect(one(ended(state), by("finishBy", minute), 2 * minute)?.state).toBe("missed");
  expect(one(ended("failed"), by("finishBy", minute, 0), minute)?.state).toBe("met");
  expect(one(ended("failed"), by("finishBy", minute, 1), minute)).toMatchObject({
    state: "missed",
    cause: { task: "b", message: "was skipped" },
  });
});

const states: TaskState[] = ["waiting", "ready", "running", "succeeded", "skipped"];
const instant = fc.integer({ min: 0, max: 10_000 });
const runs = fc
  .array(
    fc.record({
      state: fc.constantFrom(...states),
      startedAt: instant,
      opensAt: fc.option(fc.integer({ min: 0, max: 20_000 })),
      needs: fc.array(fc.nat(9), { maxLength: 3 }),
      expected: fc.option(fc.tuple(fc.nat(8_000), fc.nat(4_000))),
    }),
    { minLength: 1, maxLength: 10 },
  )
  .map((drawn) =>
    running(
      drawn.map(({ state, startedAt, opensAt, needs, expected }, index) => {
        const began = state === "running" || state === "succeeded" ? startedAt : null;
        return task(`t${index}`, state, {
          needs: [...new Set(needs.filter((need) => need < index))],
          startedAt: began,
          finishedAt: isFinal(state) ? 10_000 : null,
          opensAt: state === "waiting" ? opensAt : null,
          expected: expected && { medianMs: expected[0], p90Ms: expected[0] + expected[1] },
        });
      }),
    ),
  );
const deadlines = fc.array(
  fc.record({
    idx: fc.integer({ min: -1, max: 0 }),
    kind: fc.constantFrom("startBy", "finishBy"),
    at: fc.integer({ min: 5_000, max: 60_000 }),
  }),
  { minLength: 1, maxLength: 4 },
);
const now = fc.integer({ min: 10_000, max: 60_000 });

/** Every path through what has not finished, each task at its median at most; the brute force. */
function shortestEnd({ tasks }: WatchedRun, at: number): number {
  const endOf = (index: number): number => {
    const { state, startedAt, opensAt, expected, needs } = tasks[index] as Task;
    if (isFinal(state)) return at;
    const median = expected?.medianMs ?? 0;
    if (state === "running") return at + Math.max(0, median - (at - (startedAt ?? at)));
    return Math.max(at, opensAt ?? 0, ...needs.map(endOf)) + median;
  };
  return Math.max(...tasks.map((_, index) => endOf(index)));
}

test("never on track when the shortest possible rest ends after the deadline", () => {
  fc.assert(
    fc.property(runs, now, fc.integer({ min: 5_000, max: 60_000 }), (run, at, deadline) => {
      const verdict = one(run, by("finishBy", deadline), at);
      if (shortestEnd(run, at) > deadline) expect(verdict?.state).not.toBe("on-track");
    }),
  );
});

const rank: Record<DeadlineState, number> = {
  "on-track": 0,
  "at-risk": 1,
  late: 2,
  met: 3,
  missed: 3,
};

test("by time alone nothing gets better, and the next look is when the first gets worse", () => {
  fc.assert(
    fc.property(runs, deadlines, now, now, (run, list, a, b) => {
      const [early, late] = [Math.min(a, b), Math.max(a, b)];
      const before = judgeDeadlines(run, list, early).map(({ state }) => rank[state]);
      const after = judgeDeadlines(run, list, late).map(({ state }) => rank[state]);
      for (const [index, value] of before.entries())
        expect(after[index]).toBeGreaterThanOrEqual(value);
      const look = nextLook(run, list, early);
      if (look === null || late < look) expect(after).toEqual(before);
      else
        expect(judgeDeadlines(run, list, look).map(({ state }) => rank[state])).not.toEqual(before);
    }),
    { numRuns: 500 },
  );
});
