import { expect, test } from "vitest";
import { startScheduler } from "#engine/scheduler.ts";
import { startWorker } from "#engine/worker.ts";
import { cancelRun } from "#store/runs.sql.ts";
import { transaction } from "#store/transaction.ts";
import { drainWorker } from "#store/workers.sql.ts";
import { task } from "#test/support/deploy.ts";
import { breakConnections, day, newRun, taskStates } from "#test/support/engine.ts";
import { eventually } from "#test/support/eventually.ts";
import type { HeldExecutor } from "#test/support/held-executor.ts";
import { engineOf, held } from "#test/support/one-worker.ts";

const counts = (executor: HeldExecutor): Record<string, number> => {
  const counted: Record<string, number> = {};
  for (const { request } of executor.begun) {
    const key = `${request.runId}/${request.task}#${request.attempt}`;
    counted[key] = (counted[key] ?? 0) + 1;
  }
  return counted;
};
const twice = (executor: HeldExecutor) =>
  Object.entries(counts(executor)).filter(([, times]) => times > 1);

test("a run goes through its tasks in order, and outputs reach the tasks behind", async () => {
  await using at = await engineOf([
    held("a", { outputs: { rows: "integer" } }),
    task("b", { needs: [0], env: { ROWS: "${{ needs.a.outputs.rows }}" } }),
    task("c", { needs: [1] }),
  ]);
  (await at.executor.attempt("a")).end({ outputs: { rows: "42" } });
  expect(await at.finished()).toBe("succeeded");
  expect(at.executor.begun.map(({ request }) => request.task)).toEqual(["a", "b", "c"]);
  expect(at.executor.begun[1]?.request.env.ROWS).toBe("42");
});

test("what a task printed is stored before its end is", async () => {
  await using at = await engineOf([held("a")]);
  const attempt = await at.executor.attempt("a");
  // A trigger refuses the end of a task whose output is not there.
  await at.pool.query(`
    create function check_output() returns trigger language plpgsql as $$ begin
      if new.state = 'succeeded' and not exists (select from trunkline.log_chunk l where l.run_id = new.run_id)
        then raise check_violation; end if;
      return new; end $$;
    create trigger check_output before update on trunkline.task_run for each row execute function check_output()`);
  await attempt.request.onOutput(Buffer.from("hello\n"));
  attempt.end();
  expect(await at.finished()).toBe("succeeded");
});

test("a cancellation stops a running task within a beat", async () => {
  await using at = await engineOf([held("a"), task("b", { needs: [0] })]);
  await at.executor.attempt("a");
  await cancelRun(at.pool, { id: at.run, reason: "enough" });
  const start = performance.now();
  expect(await at.finished()).toBe("cancelled");
  expect(performance.now() - start).toBeLessThan(1_000);
  expect(await taskStates(at.pool, at.run)).toEqual(["cancelled", "cancelled"]);
});

test("a failed task is tried again after its delay, then fails with all attempts on record", async () => {
  const retry = { retries: 1, delayMs: 20, backoff: "fixed" as const, maxDelayMs: null };
  await using at = await engineOf([held("a", { retry })]);
  const scheduler = startScheduler({ pool: at.pool });
  (await at.executor.attempt("a", 1)).end({ exitCode: 1 });
  (await at.executor.attempt("a", 2)).end({ exitCode: 2 });
  expect(await at.finished()).toBe("failed");
  await scheduler.stop();
  const { rows } = await at.pool.query(
    "select attempt, exit_code from trunkline.attempt union all select attempt, exit_code from trunkline.task_run order by 1",
  );
  expect(rows).toEqual([
    { attempt: 1, exit_code: 1 },
    { attempt: 2, exit_code: 2 },
  ]);
});

test("stopping waits for what runs, leaves the rest in the queue, and signs off", async () => {
  await using at = await engineOf([held("a"), task("b", { needs: [0] })]);
  const attempt = await at.executor.attempt("a");
  let stopped = false;
  const stopping = at.engine.stop().then(() => {
    stopped = true;
  });
  await eventually("the queue takes no more", async () => {
    const other = await newRun(at.pool, at.pipeline, day(5));
    await new Promise((resolve) => setImmediate(resolve));
    return (await taskStates(at.pool, other))[0] === "ready";
  });
  expect(stopped).toBe(false);
  attempt.end();
  await stopping;
  expect(await taskStates(at.pool, at.run)).toEqual(["succeeded", "ready"]);
  const { rows } = await at.pool.query("select from trunkline.worker where dead_at is null");
  expect(rows).toEqual([]);
});

test("a worker that is told to drain finishes what it has and stays away", async () => {
  await using at = await engineOf([held("a"), task("b", { needs: [0] })]);
  const attempt = await at.executor.attempt("a");
  await drainWorker(at.pool, { id: at.engine.id() as number });
  attempt.end();
  await eventually("it signed off", () => at.engine.id() === null);
  expect((await taskStates(at.pool, at.run))[0]).toBe("succeeded");
  expect(at.messages).toEqual([]);
});

test("a queue that gives up while a long task runs is replaced: the other slots go on, and no more than those", async () => {
  await using at = await engineOf([held("a")], { slots: 2 });
  await at.executor.attempt("a");
  const other = await newRun(at.pool, at.pipeline, day(2));
  await eventually("both slots are taken", () => at.executor.running() === 2);
  const given = await at.pool.query("select pool_id from trunkline.worker where dead_at is null");
  const jobs = (from: string, to: string) =>
    at.pool.query(`alter table graphile_worker.${from} rename to ${to}`);
  await jobs("_private_jobs", "away");
  at.executor.begun[1]?.end();
  expect(await at.finished(other)).toBe("succeeded");
  await eventually("the queue has given up", () => at.messages.length > 0);
  await jobs("away", "_private_jobs");
  const runs = [
    await newRun(at.pool, at.pipeline, day(3)),
    await newRun(at.pool, at.pipeline, day(4)),
  ];
  for (const n of [2, 3]) {
    await eventually("the next one runs", () => at.executor.begun.length > n);
    expect(at.executor.running()).toBe(2);
    at.executor.begun[n]?.end();
  }
  for (const run of runs) expect(await at.finished(run)).toBe("succeeded");
  // What the first queue fetched just before it ended, and could not give back, is free once it has nothing more to do.
  const stuck = await transaction(at.pool, async (db) => {
    const run = await newRun(db, at.pipeline, day(5));
    await db.query("update graphile_worker._private_jobs set locked_by = $1, locked_at = now()", [
      given.rows[0]?.pool_id,
    ]);
    return run;
  });
  at.executor.begun[0]?.end();
  expect(await at.finished()).toBe("succeeded");
  await eventually("it runs", () => at.executor.begun.length > 4);
  at.executor.begun[4]?.end();
  expect(await at.finished(stuck)).toBe("succeeded");
  expect(twice(at.executor)).toEqual([]);
});

test("the connection of a worker's lock breaks: it takes the lock again and its task goes on", async () => {
  await using at = await engineOf([held("a"), task("b", { needs: [0] })]);
  const scheduler = startScheduler({ pool: at.pool });
  const attempt = await at.executor.attempt("a");
  const id = at.engine.id();
  expect(await breakConnections(at.pool, "trunkline worker lock")).toBe(1);
  await eventually("the lock is held again", async () => {
    const { rows } = await at.pool.query(
      "select from pg_locks where locktype = 'advisory' and classid = 7 and objid = $1",
      [id],
    );
    return rows.length === 1;
  });
  attempt.end();
  expect(await at.finished()).toBe("succeeded");
  await scheduler.stop();
  expect(at.engine.id()).toBe(id);
  expect(at.executor.begun.map(({ request }) => request.attempt)).toEqual([1, 1]);
});

test("a worker declared dead stops its attempts, comes back under a new id, and the task runs there", async () => {
  await using at = await engineOf([held("a")], { ttlMs: 1_000 });
  const scheduler = startScheduler({ pool: at.pool, ttlMs: 1_000 });
  const first = await at.executor.attempt("a", 1);
  const id = at.engine.id();
  // Long silent, as after SIGSTOP: the reaper takes its tasks before it beats again.
  await at.pool.query(`
    create function silent() returns trigger language plpgsql as $$ begin new.beat := '2000-01-01'; return new; end $$;
    create trigger silent before update on trunkline.worker for each row
      when (new.id = ${id} and new.dead_at is null) execute function silent()`);
  (await at.executor.attempt("a", 2)).end();
  expect(first.request.signal.reason).toBe("lost");
  expect(await at.finished()).toBe("succeeded");
  await scheduler.stop();
  expect(at.engine.id()).not.toBe(id);
  const { rows } = await at.pool.query("select attempt, ending from trunkline.attempt");
  expect(rows).toEqual([{ attempt: 1, ending: "lost" }]);
});

// A worker that was frozen for between half the TTL and the TTL found its commands killed and its runs failed.
test("a worker whose attempts were killed behind its back comes back under a new id, and they run there", async () => {
  await using at = await engineOf([held("a")], { ttlMs: 1_000 });
  const scheduler = startScheduler({ pool: at.pool, ttlMs: 1_000 });
  const first = await at.executor.attempt("a", 1);
  const id = at.engine.id();
  first.end({ ending: "error", exitCode: null, message: "killed", lost: true });
  (await at.executor.attempt("a", 2)).end();
  expect(await at.finished()).toBe("succeeded");
  await scheduler.stop();
  expect(at.engine.id()).not.toBe(id);
  expect(at.messages).toEqual(["worker lost: killed; starting anew"]);
  const { rows } = await at.pool.query("select attempt, ending from trunkline.attempt");
  expect(rows).toEqual([{ attempt: 1, ending: "lost" }]);
});

test("while a worker counts as lost it claims nothing and drops nothing; back again, it goes on", async () => {
  await using at = await engineOf([task("a")], { beatMs: 100_000 });
  await at.finished();
  await at.pool.query("update trunkline.worker set lost_at = now() where id = $1", [
    at.engine.id(),
  ]);
  const next = await newRun(at.pool, at.pipeline, day(2));
  await eventually("the queue delivered it", async () => {
    const { rows } = await at.pool.query(
      "select from graphile_worker._private_jobs where locked_by is not null",
    );
    return rows.length === 1;
  });
  expect(await taskStates(at.pool, next)).toEqual(["ready"]);
  await at.pool.query("update trunkline.worker set lost_at = null");
  expect(await at.finished(next)).toBe("succeeded");
});

test("a result that can't be stored fails its own task, those that end with it are recorded", async () => {
  await using at = await engineOf([held("nul"), held("fine"), held("also")]);
  const [nul, fine, also] = await Promise.all(
    ["nul", "fine", "also"].map((name) => at.executor.attempt(name)),
  );
  nul?.end({ exitCode: 1, message: "a\u0000b" });
  fine?.end();
  also?.end();
  expect(await at.finished()).toBe("failed");
  expect(await taskStates(at.pool, at.run)).toEqual(["failed", "succeeded", "succeeded"]);
  const { rows } = await at.pool.query("select message from trunkline.task_run where idx = 0");
  expect(rows[0].message).toMatch(/^its result could not be stored: /);
});

test("connections break again and again in the middle of claims and completions: nothing is lost, nothing runs twice", async () => {
  const tasks = [
    task("a"),
    task("b", { needs: [0] }),
    task("c", { needs: [0], env: { X: "${{ needs.a.state }}" } }),
    task("d", { needs: [1, 2] }),
  ];
  await using at = await engineOf(tasks);
  const runs: string[] = [at.run];
  for (let round = 2; round < 22; round++) {
    runs.push(
      ...(await Promise.all(
        [0, 1, 2, 3, 4].map((n) => newRun(at.pool, at.pipeline, day(round * 5 + n))),
      )),
    );
    await breakConnections(at.pool, "trunkline worker");
  }
  for (const run of runs) expect(await at.finished(run)).toBe("succeeded");
  expect(twice(at.executor)).toEqual([]);
  expect(at.executor.begun).toHaveLength(runs.length * tasks.length);
});

test("two workers share runs, and every attempt begins once", async () => {
  await using at = await engineOf([
    task("a"),
    task("b", { needs: [0] }),
    task("c", { needs: [0] }),
  ]);
  const second = await startWorker({
    connectionString: at.connectionString,
    executors: [at.executor],
    slots: 8,
    name: "second",
  });
  const runs = await Promise.all(
    Array.from({ length: 60 }, (_, n) => newRun(at.pool, at.pipeline, day(n + 2))),
  );
  for (const run of runs) expect(await at.finished(run)).toBe("succeeded");
  expect(twice(at.executor)).toEqual([]);
  await second.stop();
});
