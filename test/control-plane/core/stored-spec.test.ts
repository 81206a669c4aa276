// What is stored of a pipeline, and that nothing of it is lost; over arbitrary specs in normalize.test.ts.

import { expect, test } from "vitest";
import { readEstate } from "#core/estate.ts";
import type { Pipeline } from "#core/pipeline.ts";
import { pipelineKeptAsText, saidOf, specText, storedPipeline } from "#core/stored-spec.ts";

function pipelineOf(text: string): Pipeline {
  const { sources } = readEstate([{ path: "pipelines/a.yaml", text }]);
  return sources[0]?.pipeline as Pipeline;
}
const plain = pipelineOf(
  "name: a\ntasks: {load: {run: ./load.sh}, check: {needs: [load], run: ./check.sh}}\n",
);

test("what says nothing is left out", () => {
  const retry = { backoff: "fixed", delayMs: 10_000, maxDelayMs: null, retries: 0 };
  const command = (script: string) => ({ kind: "command", script, variables: {} });
  expect(JSON.parse(specText(plain))).toEqual({
    concurrency: { runs: null, whenBusy: "queue" },
    name: "a",
    tasks: [
      { action: command("./load.sh"), group: "load", name: "load" },
      { action: command("./check.sh"), group: "check", name: "check", needs: [0] },
    ],
    timezone: "UTC",
    usual: { retry },
  });
});

const shared = pipelineOf(`
name: a
defaults: {timeout: 30m}
env: {FEED: orders}
tasks:
  extract: {run: ./extract.sh, matrix: {region: [eu, us]}, undo: {run: ./drop.sh}}
  load: {needs: [extract], run: ./load.sh, env: {ROWS: "1"}}
  check: {needs: [load], run: ./check.sh, timeout: 5m}
`);

test("what tasks have in common stands once, and of a matrix only the first instance says what all share", () => {
  const { tasks, usual } = JSON.parse(specText(shared));
  expect(usual).toMatchObject({ env: { FEED: "orders" }, timeoutMs: 1_800_000 });
  const [eu, us, load, check] = tasks;
  expect(eu).toMatchObject({ action: { script: "./extract.sh" }, matrix: { region: "eu" } });
  expect(us).toEqual({ group: "extract", matrix: { region: "us" }, name: "extract[us]" });
  expect(load.env).toEqual({ FEED: "orders", ROWS: "1" });
  expect(check).toMatchObject({ timeoutMs: 300_000 });
  for (const task of [eu, load, check]) expect(task).not.toHaveProperty("retry");
  expect(storedPipeline({ ...shared, ...JSON.parse(specText(shared)) })).toEqual(shared);
});

test("equal pipelines have one text, whether or not their tasks share what is equal", () => {
  expect(specText(structuredClone(shared))).toBe(specText(shared));
  expect(specText(storedPipeline(JSON.parse(specText(shared))))).toBe(specText(shared));
  const apart = { ...shared, tasks: shared.tasks.map((task) => structuredClone(task)) };
  expect(specText(apart)).toBe(specText(shared));
});

test("a value in another order of keys is the same, and one that says more or less is not", () => {
  const turned = (value: unknown): unknown =>
    Array.isArray(value) || typeof value !== "object" || value === null
      ? value
      : Object.fromEntries(
          Object.entries(value)
            .reverse()
            .map(([key, member]) => [key, turned(member)]),
        );
  const [first, ...others] = shared.tasks;
  const tasks = [first, ...others.map(turned)] as Pipeline["tasks"];
  expect(specText({ ...shared, tasks })).toBe(specText(shared));
  for (const runsOn of [["a"], ["a", "c"], ["a", "b", "c"]]) {
    const usual = { ...plain.tasks[0], runsOn: ["a", "b"], env: { A: "1", B: "2" } };
    const said = (env: Record<string, string>) =>
      JSON.parse(
        specText({
          ...plain,
          tasks: [usual, { ...usual, runsOn, env, name: "b" }] as Pipeline["tasks"],
        }),
      ).tasks[1];
    expect(said({ B: "2", A: "1" })).not.toHaveProperty("env");
    for (const env of [{ A: "1" }, { A: "1", B: "3" }, { A: "1", B: "2", C: "3" }])
      expect(said(env)).toMatchObject({ env, runsOn });
  }
});

test("and is there again in the whole pipeline", () => {
  expect(storedPipeline(JSON.parse(specText(plain)))).toEqual(plain);
  const full = pipelineOf(`
name: a
description: what it does
tags: {tier: [gold]}
failFast: true
tasks:
  load: {run: "true", priority: 5, failFast: true, matrix: {n: [1, 2]}, onFailure: continue, env: {A: ""}, timeout: 5m}
finally:
  tell: {run: "true"}
`);
  expect(full.tasks).toHaveLength(3);
  expect(storedPipeline(JSON.parse(specText(full)))).toEqual(full);
});

test("a spec that an earlier version stored, in full or without later properties, is whole", () => {
  expect(storedPipeline(structuredClone(plain))).toEqual(plain);
  const {
    secrets: _,
    phase: __,
    ...task
  } = (JSON.parse(JSON.stringify(plain)) as Pipeline).tasks[0] as Pipeline["tasks"][number];
  const { tasks } = storedPipeline({ ...plain, tasks: [task] });
  expect(tasks[0]).toEqual(plain.tasks[0]);
});

test("a property that a later version adds changes no hash where it says nothing", () => {
  const later = {
    ...plain,
    undoWhen: [],
    tasks: plain.tasks.map((task) => ({ ...task, gates: null })),
  };
  expect(specText(later)).toBe(specText(plain));
});

test("what is kept as text is the same pipeline, also copied", () => {
  for (const whole of [plain, shared]) {
    const kept = pipelineKeptAsText(saidOf(whole), () => specText(whole));
    expect(kept).toEqual(whole);
    expect({ ...kept }).toEqual(whole);
    expect(specText(kept)).toBe(specText(whole));
  }
});
