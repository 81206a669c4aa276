import fc from "fast-check";
import { expect, test } from "vitest";
import type { Task } from "#core/pipeline.ts";
import { type FormerTask, type MarkState, planRerun, type RerunScope } from "#core/rerun.ts";
import type { TaskState } from "#core/run.ts";
import { pipeline, task } from "#test/support/deploy.ts";

const chain = [task("a"), task("b", { needs: [0] }), task("c", { needs: [1] }), task("d")];

const former = (tasks: Task[], states: TaskState[], marks: Record<number, MarkState> = {}) => ({
  pipeline: pipeline("p", tasks),
  tasks: new Map(
    states.map((state, idx): [number, FormerTask] => [
      idx,
      { state, mark: marks[idx] ?? null, leftOut: false, iced: false },
    ]),
  ),
});

/** By name: as what each task is carried over; the others run. */
function outcome(
  scope: RerunScope,
  before: ReturnType<typeof former>,
  next = before.pipeline,
): unknown {
  const plan = planRerun(scope, before, next);
  if (plan.kind !== "rerun") return plan;
  return Object.fromEntries(plan.carried.map(({ idx, state }) => [next.tasks[idx]?.name, state]));
}

const failed: TaskState[] = ["succeeded", "failed", "skipped", "succeeded"];
const alone = (...tasks: string[]): RerunScope => ({ kind: "tasks", tasks, followers: false });
const from = (...tasks: string[]): RerunScope => ({ kind: "tasks", tasks, followers: true });

test.each([
  ["from failed", { kind: "failed" }, { a: "succeeded", d: "succeeded" }],
  ["all", { kind: "all" }, {}],
  ["one task alone", alone("b"), { a: "succeeded", c: "skipped", d: "succeeded" }],
  ["one that succeeded, alone", alone("a"), { b: "failed", c: "skipped", d: "succeeded" }],
  ["one with its followers", from("b"), { a: "succeeded", d: "succeeded" }],
  [
    "the last alone, though its need failed",
    alone("c"),
    { a: "succeeded", b: "failed", d: "succeeded" },
  ],
] as const)("%s", (_, scope, carried) => {
  expect(outcome(scope as RerunScope, former(chain, failed))).toEqual(carried);
});

test("a name of a matrix means all its instances; one that means nothing is named", () => {
  const tasks = ["eu", "us"].map((region) => task(`load[${region}]`, { group: "load" }));
  const before = former(tasks, ["succeeded", "failed"]);
  expect(outcome(alone("load"), before)).toEqual({});
  expect(outcome(alone("load[us]"), before)).toEqual({ "load[eu]": "succeeded" });
  expect(outcome(alone("load", "laod"), before)).toEqual({ kind: "unknownTask", names: ["laod"] });
});

test("a mark counts instead of the state: what was marked succeeded is carried over and its followers run", () => {
  expect(outcome({ kind: "failed" }, former(chain, failed, { 1: "succeeded" }))).toEqual({
    a: "succeeded",
    b: "succeeded",
    d: "succeeded",
  });
});

test("what was marked skipped stays skipped, and what needs it too; what was marked failed runs again", () => {
  const carried = outcome({ kind: "failed" }, former(chain, failed, { 1: "skipped", 3: "failed" }));
  expect(carried).toEqual({ a: "succeeded", b: "skipped", c: "skipped" });
});

test("where a mark makes all succeed nothing runs; where nothing failed there is nothing to do", () => {
  const two = [task("a"), task("b")];
  expect(outcome({ kind: "failed" }, former(two, ["succeeded", "succeeded"]))).toEqual({
    kind: "nothingFailed",
  });
  const marked = former(two, ["succeeded", "failed"], { 1: "succeeded" });
  expect(outcome({ kind: "failed" }, marked)).toEqual({ a: "succeeded", b: "succeeded" });
});

test("a due time that was skipped has no tasks: what isn't asked for is skipped", () => {
  expect(outcome({ kind: "failed" }, former(chain, []))).toEqual({ kind: "nothingFailed" });
  expect(outcome({ kind: "all" }, former(chain, []))).toEqual({});
  expect(outcome(alone("d"), former(chain, []))).toEqual({
    a: "skipped",
    b: "skipped",
    c: "skipped",
  });
});

test("the latest revision: tasks go by their names, and those that run again may differ", () => {
  const next = pipeline("p", [
    task("d"),
    task("a"),
    task("b", { needs: [1], timeoutMs: 5 }),
    task("new", { needs: [1] }),
    task("c", { needs: [2] }),
  ]);
  const plan = planRerun({ kind: "failed" }, former(chain, failed), next);
  expect(plan).toEqual({
    kind: "rerun",
    carried: [
      { idx: 0, from: 3, state: "succeeded", note: null },
      { idx: 1, from: 0, state: "succeeded", note: null },
    ],
    resumed: [],
  });
});

test("the latest revision is refused where something to be carried over changed, was added or is gone", () => {
  const next = pipeline("p", [
    task("a", { env: { A: "1" } }),
    task("b", { needs: [0] }),
    task("e"),
  ]);
  expect(outcome(alone("b"), former(chain, failed), next)).toEqual({
    kind: "differs",
    differences: [
      { task: "a", what: "changed" },
      { task: "e", what: "added" },
      { task: "d", what: "removed" },
    ],
  });
  expect(outcome({ kind: "all" }, former(chain, failed), next)).toEqual({});
});

test("other needs are another task, even where the positions are the same", () => {
  const next = pipeline("p", [
    task("d"),
    task("x", { needs: [0] }),
    task("c", { needs: [1] }),
    task("a"),
  ]);
  const before = former(chain, ["succeeded", "failed", "succeeded", "succeeded"]);
  expect(outcome(alone("x", "d", "a"), before, next)).toMatchObject({
    differences: [{ task: "c", what: "changed" }],
  });
});

test("whatever is asked for: what runs from failed has nothing carried over behind it but by its own name", () => {
  const graph = fc.array(fc.tuple(fc.array(fc.nat(6), { maxLength: 3 }), fc.boolean()), {
    minLength: 1,
    maxLength: 7,
  });
  fc.assert(
    fc.property(
      graph,
      fc.infiniteStream(fc.constantFrom<TaskState>("succeeded", "failed", "skipped")),
      (shape, states) => {
        const tasks = shape.map(([needs, conditional], idx) =>
          task(`t${idx}`, {
            needs: [...new Set(needs.filter((need) => need < idx))],
            condition: conditional ? "true" : null,
          }),
        );
        const before = former(
          tasks,
          tasks.map(() => states.next().value as TaskState),
        );
        const plan = planRerun({ kind: "failed" }, before, before.pipeline);
        fc.pre(plan.kind !== "nothingFailed");
        if (plan.kind !== "rerun") throw new Error(plan.kind);
        const carried = new Set(plan.carried.map(({ idx }) => idx));
        for (const { idx, state } of plan.carried) {
          expect(state).toBe("succeeded");
          for (const need of tasks[idx]?.needs ?? []) expect(carried.has(need)).toBe(true);
        }
      },
    ),
  );
});

const phased = [
  task("a"),
  task("b"),
  task("c", { needs: [0] }),
  task("clean", { phase: "finally", condition: "true", needs: [0, 1, 2] }),
  task("a:undo", { phase: "undo", needs: [0] }),
];

test("what was undone runs again with all behind it; `finally` and `undo` are never carried over", () => {
  const before = former(phased, ["succeeded", "succeeded", "failed", "succeeded", "succeeded"]);
  expect(outcome({ kind: "failed" }, before)).toEqual({ b: "succeeded" });
});

test("a `finally` that failed is a reason to run again, and leaves the tasks as they were", () => {
  const before = former(phased, ["succeeded", "succeeded", "succeeded", "failed"]);
  const carried = { a: "succeeded", b: "succeeded", c: "succeeded" };
  expect(outcome({ kind: "failed" }, before)).toEqual(carried);
});
