import { expect, test } from "vitest";
import { shownTask } from "#test/support/shown-run.ts";
import { chooseTasks, countsOf, mostTasks } from "#web/run/task-choice.ts";

const none = { state: "", name: "", from: 0 };
const all = Array.from({ length: 10_000 }, (_, n) =>
  shownTask({
    name: `task-${n}`,
    state: n === 9_000 ? "failed" : n % 100 === 0 ? "running" : "succeeded",
  }),
);

test("a run of 10,000 tasks is read from what failed, in pages", () => {
  const first = chooseTasks(all, none);
  expect(first.tasks.length).toBe(mostTasks);
  expect([first.tasks[0]?.name, first.tasks[1]?.state, first.of]).toEqual([
    ...["task-9000", "running", 10_000],
  ]);
  const pages = Array.from({ length: 100 }, (_, page) =>
    chooseTasks(all, { ...none, from: page * mostTasks }),
  );
  expect(new Set(pages.flatMap(({ tasks }) => tasks.map(({ name }) => name))).size).toBe(10_000);
});

test("by state and by a part of the name; a page that is no longer there is the first", () => {
  const running = chooseTasks(all, { state: "running", name: "TASK-10", from: 0 });
  expect(running.tasks.map(({ name }) => name).slice(0, 2)).toEqual(["task-100", "task-1000"]);
  expect(
    running.tasks.every(({ state, name }) => state === "running" && name.includes("task-10")),
  ).toBe(true);
  expect(running.isNarrowed).toBe(true);
  expect(chooseTasks(all, { ...none, from: 20_000 }).choice.from).toBe(0);
  expect(chooseTasks(all, { ...none, from: -5 }).choice.from).toBe(0);
});

test("a small run keeps its order", () => {
  const few = [
    shownTask({ name: "a", state: "succeeded" }),
    shownTask({ name: "b", state: "failed" }),
  ];
  expect(chooseTasks(few, none).tasks).toEqual(few);
  expect(countsOf(few)).toEqual([
    ["failed", 1],
    ["succeeded", 1],
  ]);
});
