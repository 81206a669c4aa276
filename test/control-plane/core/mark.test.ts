import { expect, test } from "vitest";
import { type MarkableTask, planMark } from "#core/mark.ts";
import type { MarkState } from "#core/rerun.ts";
import type { TaskState } from "#core/run.ts";
import { task } from "#test/support/deploy.ts";

const row = (state: TaskState, fields: Partial<MarkableTask> = {}): MarkableTask => ({
  state,
  remaining: 0,
  unmet: 0,
  ending: null,
  ...fields,
});

const tasks = [
  task("load"),
  task("check", { needs: [0] }),
  task("report", { needs: [1] }),
  task("repair", { needs: [0], condition: "failed('load')" }),
];

/** States of all tasks after a mark of the first, or why it is refused. */
function after(before: MarkableTask[], state: MarkState, started = true): unknown {
  const plan = planMark(tasks, before, new Set([0]), state, started);
  if (plan.kind !== "changes") return plan;
  const states = before.map((each) => each.state);
  for (const change of plan.changes) states[change.idx] = change.state;
  return states;
}

const unmet = { unmet: 1 };
const failed = [row("failed"), row("skipped", unmet), row("skipped", unmet), row("succeeded")];
const waits = { remaining: 1 };
const waiting = [row("ready"), row("waiting", waits), row("waiting", waits), row("waiting", waits)];

test("a failure that is marked succeeded lets go on what it had skipped; what had run stays", () => {
  expect(after(failed, "succeeded")).toEqual(["succeeded", "ready", "waiting", "succeeded"]);
});

test("a task that waits and is marked: followers go on, or are skipped and theirs too", () => {
  expect(after(waiting, "succeeded")).toEqual(["succeeded", "ready", "waiting", "ready"]);
  expect(after(waiting, "failed")).toEqual(["failed", "skipped", "skipped", "ready"]);
  expect(after(waiting, "skipped")).toEqual(["skipped", "skipped", "skipped", "ready"]);
});

test("a success that is marked failed skips what has not started", () => {
  const before = [
    row("succeeded"),
    row("ready"),
    row("waiting", waits),
    row("skipped", { ending: "skipped" }),
  ];
  expect(after(before, "failed")).toEqual(["failed", "skipped", "skipped", "ready"]);
});

test("before the run starts nothing becomes ready", () => {
  const before = [
    row("waiting"),
    row("waiting", waits),
    row("waiting", waits),
    row("waiting", waits),
  ];
  expect(after(before, "succeeded", false)).toEqual(["succeeded", "waiting", "waiting", "waiting"]);
});

test("a task that runs is left to its worker, and so is what would have to wait again behind it", () => {
  const running = [row("running"), ...waiting.slice(1)];
  expect(after(running, "succeeded")).toEqual({ kind: "running", tasks: ["load"] });
  const chain = [
    task("a"),
    task("b", { needs: [0] }),
    task("c", { needs: [1], condition: "true" }),
  ];
  const rows = [row("failed"), row("skipped", unmet), row("running")];
  expect(planMark(chain, rows, new Set([0]), "succeeded", true)).toEqual({
    kind: "followersRun",
    tasks: ["c"],
  });
});

test("a gate holds on: a follower that waits for its retry is not made ready", () => {
  const chain = [task("a"), task("b", { needs: [0] })];
  const rows = [row("succeeded"), row("waiting")];
  const plan = planMark(chain, rows, new Set([0]), "skipped", true);
  expect(plan).toMatchObject({ changes: [{ idx: 0 }, { idx: 1, state: "skipped" }] });
  const forgiven = [task("a", { onFailure: "continue" }), task("b", { needs: [0] })];
  expect(planMark(forgiven, rows, new Set([0]), "failed", true)).toMatchObject({
    changes: [{ idx: 0 }, { idx: 1, state: "waiting", unmet: 0 }],
  });
});

test("what somebody had marked, or what a rerun had left out, stays as it is", () => {
  const chain = [task("a"), task("b", { needs: [0] })];
  for (const ending of ["marked", "carried"])
    expect(
      planMark(chain, [row("failed"), row("skipped", { ending })], new Set([0]), "succeeded", true),
    ).toMatchObject({ changes: [{ idx: 0 }, { idx: 1, state: "skipped" }] });
});

const phased = [
  task("load"),
  task("check", { needs: [0] }),
  task("clean", { phase: "finally", condition: "true", needs: [0, 1] }),
];

test("a mark while `finally` has not begun leaves it alone", () => {
  const before = [row("failed"), row("skipped", unmet)];
  const plan = planMark(phased, before, new Set([0]), "succeeded", true);
  expect(plan).toMatchObject({
    changes: [
      { idx: 0, state: "succeeded" },
      { idx: 1, state: "ready" },
    ],
  });
});

test("once `finally` has begun, a task before it can't be marked: it would have to wait again", () => {
  const before = [row("failed"), row("skipped", unmet), row("running")];
  expect(planMark(phased, before, new Set([0]), "succeeded", true)).toEqual({
    kind: "followersRun",
    tasks: ["clean"],
  });
});
