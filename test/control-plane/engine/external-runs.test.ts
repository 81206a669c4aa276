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
