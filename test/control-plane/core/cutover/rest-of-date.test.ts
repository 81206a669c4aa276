import { expect, test } from "vitest";
import type { Cycle } from "#core/cutover/cycle-position.ts";
import { restOfDate, type TaskThere } from "#core/cutover/rest-of-date.ts";
import type { Task } from "#core/pipeline.ts";
import { repeat } from "#test/support/repeating.ts";

const task = (name: string, needs: number[], more: Partial<Task> = {}): Task =>
  ({
    ...{ name, needs, phase: "main", condition: null, onFailure: "fail", gates: null },
    ...{ action: { kind: "command" }, ...more },
  }) as Task;

const tasks = [
  task("load", []),
  task("check", [0]),
  task("poll", [1], { repeat: repeat() }),
  task("tell", []),
  task("close", [2, 3]),
];
const at = Date.UTC(2026, 10, 27, 12);
const cycle = (more: Partial<Cycle> = {}): Cycle => ({
  ...{ idx: 2, task: "poll", job: "GL/POLL", source: "ctm", date: "2026-11-27", iterations: 3 },
  ...{ start: at - 600_000, isOpen: false, next: { at } },
  ...more,
});
const there = (of: Record<string, Partial<TaskThere>>): Map<string, TaskThere> =>
  new Map(
    Object.entries(of).map(([name, one]) => [
      name,
      { date: "2026-11-27", outcome: "succeeded", exit: 0, ...one },
    ]),
  );
const states = (of: Record<string, Partial<TaskThere>>, cycles = [cycle()], all = tasks) =>
  restOfDate(all, cycles, there(of))?.tasks.map(({ state, remaining }) => `${state} ${remaining}`);

test("what ended there has ended, what is behind the cycle waits for it, and the cycle for its next iteration", () => {
  const rest = restOfDate(tasks, [cycle()], there({ load: { exit: 4 }, poll: {} }));
  expect(rest).toMatchObject({ date: "2026-11-27", failed: 0 });
  expect(rest?.tasks).toEqual([
    { idx: 0, state: "succeeded", remaining: 0, unmet: 0, exit: 4, iteration: null, due: null },
    // Nobody was told of it, but the cycle behind it has begun.
    { idx: 1, state: "succeeded", remaining: 0, unmet: 0, exit: null, iteration: null, due: null },
    { idx: 2, state: "waiting", remaining: 0, unmet: 0, exit: null, iteration: 4, due: at },
    // It has begun nowhere.
    { idx: 3, state: "waiting", remaining: 0, unmet: 0, exit: null, iteration: null, due: null },
    { idx: 4, state: "waiting", remaining: 2, unmet: 0, exit: null, iteration: null, due: null },
  ]);
});

test("what ran there for another date has not run for this one", () => {
  expect(states({ tell: { date: "2026-11-26" }, poll: {} })?.[3]).toBe("waiting 0");
  expect(states({ tell: {}, poll: {} })?.slice(3)).toEqual(["succeeded 0", "waiting 1"]);
});

test("what failed there fails the run here, and what needs it is skipped", () => {
  const rest = restOfDate(
    tasks,
    [cycle()],
    there({ tell: { outcome: "failed", exit: 2 }, poll: {} }),
  );
  expect(rest).toMatchObject({ failed: 1 });
  expect(rest?.tasks[4]).toMatchObject({ state: "waiting", remaining: 1, unmet: 1 });
  const tolerated = tasks.map((one) =>
    one.name === "tell" ? { ...one, onFailure: "continue" as const } : one,
  );
  const told = there({ tell: { outcome: "failed", exit: 2 }, poll: {} });
  expect(restOfDate(tolerated, [cycle()], told)).toMatchObject({ failed: 0 });
});

test("nothing is left where no cycle has an iteration to come, and of two dates the newer one goes on", () => {
  expect(restOfDate(tasks, [], there({ load: {} }))).toBeNull();
  expect(
    restOfDate(tasks, [cycle({ next: { end: "it has had 3 iterations" } })], there({})),
  ).toBeNull();
  const two = [cycle({ date: "2026-11-26" }), cycle({ idx: 3, task: "tell" })];
  expect(restOfDate(tasks, two, there({}))).toMatchObject({ date: "2026-11-27", cycles: [two[1]] });
});
