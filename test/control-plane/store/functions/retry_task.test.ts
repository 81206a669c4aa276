import { expect, test } from "vitest";
import { cancelRun } from "#store/runs.sql.ts";
import { openGates } from "#store/triggers.sql.ts";
import { task } from "#test/support/deploy.ts";
import { finish, queued, retry, runRow, start, taskStates } from "#test/support/engine.ts";
import { type OneRun, oneRun } from "#test/support/one-run.ts";

const claimed = async (at: OneRun, idx = 0) => {
  const claim = await start(at.pool, at.worker, at.run, idx);
  if (!claim) throw new Error("not claimed");
  return claim;
};

const gateTime = async (at: OneRun): Promise<Date> =>
  (await at.pool.query<{ until: Date }>("select until from trunkline.gate")).rows[0]?.until as Date;

const open = async (at: OneRun, now: Date) => (await openGates(at.pool, { now }))?.ready;

test("a retried task waits behind its gate until the time has come, then is queued as the next attempt", async () => {
  await using at = await oneRun([task("a"), task("b", { needs: [0] })]);
  expect(await retry(at.pool, await claimed(at), 60_000)).toBe(true);
  expect(await taskStates(at.pool, at.run)).toEqual(["waiting", "waiting"]);
  const until = await gateTime(at);
  expect(await open(at, new Date(until.getTime() - 1))).toBe(0);
  expect(await start(at.pool, at.worker, at.run, 0)).toBeNull();
  expect(await open(at, new Date(until.getTime() + 1))).toBe(1);
  expect(await queued(at.pool)).toHaveLength(2);
  expect(await claimed(at)).toMatchObject({ attempt: 2 });
});

test("every failed attempt stays on record with how it ended", async () => {
  await using at = await oneRun([task("a")]);
  for (const _ of [1, 2]) {
    await retry(at.pool, await claimed(at), 0);
    await open(at, new Date(Date.now() + 60_000));
  }
  await finish(at.pool, at.worker, await claimed(at));
  const { rows } = await at.pool.query(
    "select attempt, worker, ending, exit_code from trunkline.attempt order by attempt",
  );
  expect(rows).toEqual([
    { attempt: 1, worker: at.worker, ending: "exited", exit_code: 1 },
    { attempt: 2, worker: at.worker, ending: "exited", exit_code: 1 },
  ]);
  expect((await runRow(at.pool, at.run)).state).toBe("succeeded");
});

test("a retry of an attempt that was given to another worker is refused", async () => {
  await using at = await oneRun([task("a")]);
  const claim = await claimed(at);
  expect(await retry(at.pool, { ...claim, attempt: 2 }, 0)).toBe(false);
  expect(await retry(at.pool, claim, 0)).toBe(true);
  expect(await retry(at.pool, claim, 0)).toBe(false);
});

test("in a run that is being cancelled no retry is planned", async () => {
  await using at = await oneRun([task("a")]);
  const claim = await claimed(at);
  await cancelRun(at.pool, { id: at.run, reason: "enough" });
  expect(await retry(at.pool, claim, 0)).toBe(false);
  await finish(at.pool, at.worker, claim, "cancelled");
  expect((await runRow(at.pool, at.run)).state).toBe("cancelled");
});

test("a cancellation that meets a retry on its way cancels the planned attempt as well", async () => {
  await using at = await oneRun([task("a")]);
  const claim = await claimed(at);
  const client = await at.pool.connect();
  await client.query("begin");
  await retry(client, claim, 0);
  const cancelled = cancelRun(at.pool, { id: at.run, reason: "enough" });
  await client.query("commit");
  client.release();
  expect((await cancelled)?.cancelled).toBe(true);
  expect((await runRow(at.pool, at.run)).state).toBe("cancelled");
  expect(await open(at, new Date(Date.now() + 60_000))).toBe(0);
});

test("a gate whose task is being cancelled is passed over, not waited for", async () => {
  await using at = await oneRun([task("a")]);
  await retry(at.pool, await claimed(at), 0);
  const client = await at.pool.connect();
  await client.query("begin");
  await cancelRun(client, { id: at.run, reason: "enough" });
  expect(await open(at, new Date(Date.now() + 60_000))).toBe(0);
  await client.query("commit");
  client.release();
  expect(await taskStates(at.pool, at.run)).toEqual(["cancelled"]);
});
