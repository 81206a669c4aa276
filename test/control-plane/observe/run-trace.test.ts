// Traces are read from real rows: retries, lost attempts, reruns and what is not finished.

import { expect, test } from "vitest";
import { traceSpans } from "#core/trace.ts";
import { readRunTraces } from "#observe/run-trace.ts";
import { cancelRun } from "#store/runs.sql.ts";
import { testDatabase } from "#test/support/database.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";
import {
  day,
  finish,
  newRun,
  newWorker,
  perform,
  retry,
  runAgain,
  start,
} from "#test/support/engine.ts";

const two = pipeline("two", [task("a"), task("b", { needs: [0] })]);

test("a run's trace has its change, every attempt and the worker of each", async () => {
  await using database = await testDatabase();
  const { pool } = database;
  const id = (await deploy(pool, [two])).get("two") as number;
  const worker = await newWorker(pool);
  const run = await newRun(pool, id, day(3));
  const first = await start(pool, worker, run, 0);
  expect(await retry(pool, first as NonNullable<typeof first>, 0)).toBe(true);
  await pool.query("select trunkline.open_gates(clock_timestamp())");
  await perform(pool, worker, run, 0);
  expect(await readRunTraces(pool, [run])).toEqual([]);
  const last = await start(pool, worker, run, 1);
  await finish(pool, worker, last as NonNullable<typeof last>, "failed", {
    detail: { ending: "exited", exitCode: 3, message: "exited with 3" },
  });

  const [trace] = await readRunTraces(pool, [run, "999999"]);
  expect(trace).toMatchObject({
    run: {
      id: run,
      pipeline: "two",
      project: "test",
      state: "failed",
      date: "2026-01-03",
      slot: `t:${day(3).toISOString()}#0`,
      triggerKind: "schedule",
      url: null,
    },
    revision: { file: "pipelines/two.yaml", author: { name: "Ada", email: "ada@example.org" } },
    attempts: [
      { task: "a", attempt: 1, state: "failed", ending: "exited", exitCode: 1 },
      { task: "a", attempt: 2, state: "succeeded" },
      { task: "b", attempt: 1, state: "failed", exitCode: 3, error: "exited with 3" },
    ],
  });
  expect(trace?.run.traceId).toMatch(/^[0-9a-f]{32}$/);
  expect(trace?.attempts.every((each) => each.worker?.name === "test")).toBe(true);
  const names = traceSpans(trace as NonNullable<typeof trace>).map(({ name }) => name);
  expect(names.filter((name) => name !== "pending")).toEqual(["RUN two", "a", "a", "b"]);
  const [again] = await readRunTraces(pool, [run], (each) => `https://here/runs/${each}`);
  expect(again?.run.url).toBe(`https://here/runs/${run}`);
});

test("many runs are read at once, each with its own; a cancelled wait for a retry is no second attempt", async () => {
  await using database = await testDatabase();
  const { pool } = database;
  const id = (await deploy(pool, [two])).get("two") as number;
  const worker = await newWorker(pool);
  const failed = await newRun(pool, id, day(1));
  await perform(pool, worker, failed, 0);
  await perform(pool, worker, failed, 1, "failed");
  const second = await runAgain(pool, failed);
  await perform(pool, worker, second, 1);
  const stopped = await newRun(pool, id, day(2));
  const claim = await start(pool, worker, stopped, 0);
  await retry(pool, claim as NonNullable<typeof claim>, 3_600_000);
  await cancelRun(pool, { id: stopped, reason: "enough" });

  const traces = await readRunTraces(pool, [stopped, second, failed]);
  expect(traces.map(({ run }) => [run.id, run.state, run.generation])).toEqual(
    [
      [failed, "failed", 1],
      [second, "succeeded", 2],
      [stopped, "cancelled", 1],
    ].toSorted((a, b) => Number(a[0]) - Number(b[0])),
  );
  const spansOf = (run: string) =>
    traces
      .filter((trace) => trace.run.id === run)
      .flatMap(traceSpans)
      .map(({ name }) => name)
      .filter((name) => name !== "pending");
  // What was carried over belongs to the trace of the run in which it happened.
  expect(spansOf(second)).toEqual(["RUN two", "b"]);
  expect(spansOf(stopped)).toEqual(["RUN two", "a"]);
});
