import { expect, test } from "vitest";
import { type Awaiter, heldBack, keptAwaited, unanswered, withKept } from "#core/kept-awaited.ts";
import type { Plan } from "#core/plan.ts";

const planOf = (
  actions: Record<string, "added" | "changed" | "removed">,
): Pick<Plan, "changes"> => ({
  changes: Object.entries(actions).map(([pipeline, action]) => ({
    ...{ action, pipeline, file: `pipelines/${pipeline}.yaml` },
    ...{ before: null, after: null, fields: [], scripts: [] },
    nextRuns: { before: [], after: [] },
  })),
});

const asks = (name: string, awaited: string, task: string | null = null): Awaiter => ({
  ...{ awaited, task, name },
  file: `pipelines/${name}.yaml`,
});

const kept = (...input: Parameters<typeof keptAwaited>) =>
  Object.fromEntries(
    [...keptAwaited(...input)].map(([name, { by }]) => [name, by.map((one) => one.name)]),
  );

test("what others await stays, and what that awaits in turn", () => {
  const plan = planOf({ load: "removed", check: "removed", other: "removed" });
  const awaiters = [asks("close", "check"), asks("check", "load"), asks("gone", "other")];
  expect(kept(plan, awaiters)).toEqual({ check: ["close"], load: ["check"], other: ["gone"] });
});

test("what goes together goes, and what changed does not await it any more", () => {
  const plan = planOf({ a: "removed", b: "removed", load: "removed", close: "changed" });
  const awaiters = [asks("a", "b"), asks("b", "a"), asks("a", "a"), asks("close", "load")];
  expect(kept(plan, awaiters)).toEqual({});
});

test("asks again whoever awaits what is not there any more: a pipeline, or a task of one that changed", () => {
  const plan = planOf({ load: "changed", gone: "removed", stays: "changed" });
  const tasks = (...groups: string[]) => ({ tasks: groups.map((group) => ({ group })) });
  const good = [
    { name: "load", pipeline: tasks("store") },
    { name: "stays", pipeline: tasks("a") },
  ] as unknown as Parameters<typeof unanswered>[1];
  const awaiters = [
    ...[asks("one", "load"), asks("two", "load", "store"), asks("three", "load", "check")],
    ...[asks("four", "gone"), asks("five", "stays", "a"), asks("six", "untouched", "x")],
  ];
  expect(unanswered(plan, good, awaiters).map(({ name }) => name)).toEqual(["three", "four"]);
});

test("a kept pipeline's file is in error, whether it is gone or has another name now", () => {
  const by = [asks("close", "load"), asks("day", "load")];
  const file = "pipelines/load.yaml";
  const gone = withKept(
    { good: [], sources: [], diagnostics: [] },
    new Map(heldBack(new Map([["load", { file, by }]]), () => undefined)),
    () => undefined,
  );
  expect(gone.sources).toMatchObject([{ path: file, name: "load", broken: true }]);
  expect(gone.diagnostics).toMatchObject([
    {
      ...{ code: "unknown-awaited", file, line: 1 },
      message: 'pipeline "load" can\'t be removed while close and day await it',
      help: "it stays deployed as it was; change pipelines/close.yaml as well",
    },
  ]);
  const source = { path: file, name: "lade", inputs: [file], diagnostics: [], broken: false };
  const renamed = withKept(
    { good: [{ name: "lade", file } as never], sources: [source], diagnostics: [] },
    new Map(heldBack(new Map([["load", { file, by: by.slice(0, 1) }]]), () => "tasks: {}")),
    () => "tasks: {}\nname: lade\n",
  );
  expect(renamed.good).toEqual([]);
  expect(renamed.sources).toMatchObject([{ path: file, name: "lade", broken: true }]);
  expect(renamed.diagnostics).toMatchObject([
    {
      line: 2,
      column: 7,
      message: 'pipeline "load" can\'t get another name while close awaits it',
    },
  ]);
});
