import { expect, test } from "vitest";
import { externalRunsOf } from "#engine/external-runs.ts";
import { retryTask } from "#store/tasks.sql.ts";
import { task } from "#test/support/deploy.ts";
import { finish, start } from "#test/support/engine.ts";
import { oneRun } from "#test/support/one-run.ts";

const run = (url: string) => ({ url, cancel: null });

test("only the task's newest attempt records what it submitted, and the newest record counts", async () => {
  await using at = await oneRun([task("t")]);
  const claim = await start(at.pool, at.worker, at.run, 0);
  if (!claim) throw new Error("not claimed");
  const runs = externalRunsOf(at.pool, claim);
  expect(await runs.earlier()).toEqual({ open: null, over: 0 });
  await runs.submitted(run("a"));
  // A lost reply sends it twice.
  await runs.submitted(run("b"));
  expect(await runs.earlier()).toEqual({ open: run("b"), over: 0 });
  const stale = externalRunsOf(at.pool, { ...claim, attempt: 0 });
  await expect(stale.submitted(run("c"))).rejects.toThrow("not the task's any more");
  await finish(at.pool, at.worker, claim);
  await expect(runs.submitted(run("d"))).rejects.toThrow("not the task's any more");
});

test.each([
  [true, { open: null, over: 1 }],
  [false, { open: run("a"), over: 0 }],
])("a retry after a run that is over: %s", async (externalOver, expected) => {
  const retry = { retries: 1, delayMs: 0, backoff: "fixed", maxDelayMs: null } as const;
  await using at = await oneRun([task("t", { retry })]);
  const claim = await start(at.pool, at.worker, at.run, 0);
  if (!claim) throw new Error("not claimed");
  const runs = externalRunsOf(at.pool, claim);
  await runs.submitted(run("a"));
  const detail = { ending: "exited", exitCode: 1, ...(externalOver ? { externalOver } : {}) };
  // A stale retry changes nothing.
  await retryTask(at.pool, {
    ...claim,
    attempt: 0,
    detail: { ...detail, externalOver: true },
    delayMs: 0,
  });
  expect(await runs.earlier()).toEqual({ open: run("a"), over: 0 });
  expect((await retryTask(at.pool, { ...claim, detail, delayMs: 0 }))?.planned).toBe(true);
  expect(await runs.earlier()).toEqual(expected);
});

test("the newest with ids is found by its task, also by the run that repeats it", async () => {
  await using at = await oneRun([task("t")]);
  const claim = await start(at.pool, at.worker, at.run, 0);
  if (!claim) throw new Error("not claimed");
  const runs = externalRunsOf(at.pool, claim);
  await runs.submitted({ task: "t", ids: null });
  expect(await runs.newest("t")).toBeNull();
  await runs.submitted({ task: "t", ids: "7" });
  expect(await runs.newest("t")).toEqual({ task: "t", ids: "7" });
  expect(await runs.newest("other")).toBeNull();
  const { rows } = await at.pool.query(
    `insert into trunkline.run select (jsonb_populate_record(r, jsonb_build_object(
       'id', r.id + 1000, 'generation', r.generation + 1, 'rerun_of', r.id))).* from trunkline.run r where r.id = $1 returning id`,
    [at.run],
  );
  const repeating = externalRunsOf(at.pool, { ...claim, run: rows[0].id });
  expect(await repeating.newest("t")).toEqual({ task: "t", ids: "7" });
  // It has no tasks, which no run may be.
  await at.pool.query("delete from trunkline.run where id = $1", [rows[0].id]);
});
