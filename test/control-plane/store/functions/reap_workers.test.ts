import pg from "pg";
import { expect, test } from "vitest";
import { cancelRun } from "#store/runs.sql.ts";
import { beat, lockWorker, reapWorkers, signOff } from "#store/workers.sql.ts";
import { task } from "#test/support/deploy.ts";
import { finish, newWorker, queued, runRow, start, taskStates } from "#test/support/engine.ts";
import { eventually } from "#test/support/eventually.ts";
import { type OneRun, oneRun } from "#test/support/one-run.ts";

const minute = 60_000;

const claimed = async (at: OneRun, worker = at.worker, idx = 0) => {
  const claim = await start(at.pool, worker, at.run, idx);
  if (!claim) throw new Error("not claimed");
  return claim;
};

/** As if the worker had been silent for so long. */
const silent = (at: OneRun, ms: number) =>
  at.pool.query(
    "update trunkline.worker set beat = clock_timestamp() - $1 * interval '1 millisecond' where id = $2",
    [ms, at.worker],
  );

const lostRows = async (at: OneRun) =>
  (await at.pool.query("select idx, attempt, ending from trunkline.attempt order by attempt")).rows;

/** Holds a worker's lock as its process would; disposing of it is the kernel closing the socket. */
async function holdLock(at: OneRun, worker = at.worker): Promise<AsyncDisposable> {
  const client = new pg.Client({ connectionString: at.connectionString });
  await client.connect();
  await lockWorker(client, { id: worker });
  return { [Symbol.asyncDispose]: () => client.end() };
}

test("a worker that is silent for the TTL is dead: its task is ready again, the lost attempt on record, its late result refused", async () => {
  await using at = await oneRun([task("a"), task("b", { needs: [0] })]);
  await using _lock = await holdLock(at);
  const claim = await claimed(at);
  await silent(at, minute);
  expect(await reapWorkers(at.pool, { ttlMs: minute, graceMs: minute, maxLost: 5 })).toEqual([
    { worker: at.worker, requeued: 1 },
  ]);
  expect(await lostRows(at)).toEqual([{ idx: 0, attempt: 1, ending: "lost" }]);
  expect(await queued(at.pool)).toHaveLength(2);
  expect(await beat(at.pool, { id: at.worker })).toBeUndefined();
  await finish(at.pool, at.worker, claim);
  expect(await taskStates(at.pool, at.run)).toEqual(["ready", "waiting"]);
  expect(await claimed(at, await newWorker(at.pool))).toMatchObject({ attempt: 2 });
});

test("a worker whose lock is held and whose beat is fresh is left alone", async () => {
  await using at = await oneRun([task("a")]);
  await using _lock = await holdLock(at);
  await claimed(at);
  await beat(at.pool, { id: at.worker });
  expect(await reapWorkers(at.pool, { ttlMs: 10_000, graceMs: 0, maxLost: 5 })).toEqual([]);
  expect(await taskStates(at.pool, at.run)).toEqual(["running"]);
});

test("a free lock makes a worker lost, which may come back within the grace, and dead only after it", async () => {
  await using at = await oneRun([task("a"), task("b")]);
  await postmasterOlderThan(at, 1_000);
  await claimed(at);
  const graceful = { ttlMs: 1_000, graceMs: minute, maxLost: 5 };
  await beat(at.pool, { id: at.worker });
  expect(await reapWorkers(at.pool, graceful)).toEqual([]);
  await expect(start(at.pool, at.worker, at.run, 1)).rejects.toMatchObject({ code: "TL001" });
  expect(await beat(at.pool, { id: at.worker })).toMatchObject({ id: at.worker });
  expect(await start(at.pool, at.worker, at.run, 1)).not.toBeNull();
  await reapWorkers(at.pool, graceful);
  await at.pool.query("update trunkline.worker set lost_at = lost_at - interval '2 minutes'");
  expect(await reapWorkers(at.pool, graceful)).toEqual([{ worker: at.worker, requeued: 2 }]);
});

test("for one TTL after Postgres started a free lock means nothing: a restart frees all of them", async () => {
  await using at = await oneRun([task("a")]);
  await claimed(at);
  await beat(at.pool, { id: at.worker });
  const aDay = { ttlMs: 86_400_000, graceMs: 0, maxLost: 5 };
  expect(await reapWorkers(at.pool, aDay)).toEqual([]);
  await silent(at, 2 * aDay.ttlMs);
  expect(await reapWorkers(at.pool, aDay)).toEqual([{ worker: at.worker, requeued: 1 }]);
});

test("a task that takes five workers with it fails, and what follows is skipped", async () => {
  await using at = await oneRun([task("poison"), task("b", { needs: [0] })]);
  for (let times = 1; times <= 5; times++) {
    expect(await taskStates(at.pool, at.run)).toEqual(["ready", "waiting"]);
    await claimed(at, await newWorker(at.pool));
    await at.pool.query("update trunkline.worker set beat = '2000-01-01'");
    await reapWorkers(at.pool, { ttlMs: minute, graceMs: minute, maxLost: 5 });
  }
  expect(await taskStates(at.pool, at.run)).toEqual(["failed", "skipped"]);
  const { rows } = await at.pool.query(
    "select message, ending from trunkline.task_run where idx = 0",
  );
  expect(rows).toEqual([
    { ending: "lost", message: "its worker was lost 5 times during this task" },
  ]);
  expect(await lostRows(at)).toHaveLength(4);
  expect((await runRow(at.pool, at.run)).state).toBe("failed");
});

test("in a run that is being cancelled a lost task is cancelled and not started again", async () => {
  await using at = await oneRun([task("a")]);
  await claimed(at);
  await cancelRun(at.pool, { id: at.run, reason: "enough" });
  await silent(at, minute);
  await reapWorkers(at.pool, { ttlMs: minute, graceMs: minute, maxLost: 5 });
  expect((await runRow(at.pool, at.run)).state).toBe("cancelled");
});

test("a cancellation that meets the reaper on its way leaves nothing ready behind it", async () => {
  await using at = await oneRun([task("a")]);
  await claimed(at);
  await silent(at, minute);
  const client = await at.pool.connect();
  await client.query("begin");
  await reapWorkers(client, { ttlMs: minute, graceMs: minute, maxLost: 5 });
  const cancelled = cancelRun(at.pool, { id: at.run, reason: "enough" });
  await eventually("the cancellation waits", async () => {
    const { rowCount } = await at.pool.query(
      "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    return rowCount === 1;
  });
  await client.query("commit");
  client.release();
  expect((await cancelled)?.cancelled).toBe(true);
  expect((await runRow(at.pool, at.run)).state).toBe("cancelled");
});

test("two reapers at once give a task back once", async () => {
  await using at = await oneRun([task("a")]);
  await claimed(at);
  await silent(at, minute);
  const both = await Promise.all(
    [1, 2].map(() => reapWorkers(at.pool, { ttlMs: minute, graceMs: minute, maxLost: 5 })),
  );
  expect(both.flat()).toEqual([{ worker: at.worker, requeued: 1 }]);
  expect(await queued(at.pool)).toHaveLength(2);
});

test("a claim on its way holds the reaper off, so that no claim outlives the giving back", async () => {
  await using at = await oneRun([task("a"), task("b")]);
  await claimed(at);
  await silent(at, minute);
  const client = await at.pool.connect();
  await client.query("begin");
  await start(client, at.worker, at.run, 1);
  const patient = { ttlMs: minute, graceMs: 0, maxLost: 5 };
  expect(await reapWorkers(at.pool, patient)).toEqual([]);
  await client.query("commit");
  client.release();
  expect(await reapWorkers(at.pool, patient)).toEqual([{ worker: at.worker, requeued: 2 }]);
});

test("a lost worker's claim is refused aloud: an empty answer would drop the queue entry of a ready task for ever", async () => {
  await using at = await oneRun([task("a")]);
  await at.pool.query("update trunkline.worker set lost_at = now()");
  await expect(start(at.pool, at.worker, at.run, 0)).rejects.toMatchObject({ code: "TL001" });
});

test("a worker that signs off frees what its queue still had locked; else those tasks wait four hours", async () => {
  await using at = await oneRun([task("a")]);
  await at.pool.query(
    "update graphile_worker._private_jobs set locked_by = $1, locked_at = now()",
    [`pool-${at.worker}`],
  );
  await signOff(at.pool, { id: at.worker });
  const { rows } = await at.pool.query("select locked_by from graphile_worker._private_jobs");
  expect(rows).toEqual([{ locked_by: null }]);
});

test("a worker that signs off while a task is still its own is left to the reaper; else the task runs for ever", async () => {
  await using at = await oneRun([task("a")]);
  await claimed(at);
  await signOff(at.pool, { id: at.worker });
  await silent(at, minute);
  expect(await reapWorkers(at.pool, { ttlMs: minute, graceMs: 0, maxLost: 5 })).toHaveLength(1);
  expect(await taskStates(at.pool, at.run)).toEqual(["ready"]);
});

const postmasterOlderThan = (at: OneRun, ms: number) =>
  eventually("Postgres has been up for a TTL", async () => {
    const { rows } = await at.pool.query<{ old: boolean }>(
      "select pg_postmaster_start_time() < clock_timestamp() - $1 * interval '1 millisecond' as old",
      [ms],
    );
    return rows[0]?.old ?? false;
  });
