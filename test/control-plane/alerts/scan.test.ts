// What nobody says when it happens.

import { expect, test } from "vitest";
import { lookOnce } from "#alerts/look.ts";
import { putAlertSource } from "#store/alerts.sql.ts";
import { settingsOf } from "#test/support/alerting.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";
import { createRun, day, newWorker, perform, start } from "#test/support/engine.ts";
import { ordersTrigger } from "#test/support/messages.ts";
import { minuteMs, Watched } from "#test/support/watched.ts";

async function scanned(watch: string) {
  const at = await Watched.of(pipeline("plain", [task("load")]), pipeline("other", [task("load")]));
  const content = settingsOf(`channels: {}\nroutes: []\nwatch: ${watch}`);
  await putAlertSource(at.pool, { name: "option", content });
  const run = (words: string, values: unknown[] = []) => at.pool.query(words, values);
  return {
    ...{ at, run },
    look: async () => {
      await lookOnce(at.pool, true);
      return (
        await run(
          "select kind, state, event ->> 'message' as message, resolution from trunkline.alert order by id",
        )
      ).rows;
    },
    [Symbol.asyncDispose]: () => at[Symbol.asyncDispose](),
  };
}

test("a task that runs much longer than nine of ten did before, until it ends", async () => {
  await using it = await scanned("{stuck: 3}");
  for (let n = 0; n < 5; n++) await it.at.earlier("plain", 10 * minuteMs);
  const run = await it.at.run("plain");
  const claim = await start(it.at.pool, it.at.worker, run, 0);
  expect(await it.look()).toEqual([]);
  await it.run(
    "update trunkline.task_run set started_at = now() - interval '45 minutes' where run_id = $1",
    [run],
  );
  expect(await it.look()).toMatchObject([
    {
      kind: "stuck",
      state: "open",
      message: "task load has run for 45m; nine of ten runs took 10m or less",
    },
  ]);
  expect(claim).toBeDefined();
  await it.run("update trunkline.task_run set started_at = now() where run_id = $1", [run]);
  expect(await it.look()).toMatchObject([{ state: "resolved", resolution: "it goes on" }]);
});

test("a run that is due and that no worker takes", async () => {
  await using it = await scanned("{didNotStart: 15m}");
  await createRun(it.at.pool, it.at.id("plain"), new Date(Date.now() - 10 * minuteMs));
  expect(await it.look()).toEqual([]);
  const run = (await createRun(
    it.at.pool,
    it.at.id("other"),
    new Date(Date.now() - 20 * minuteMs),
  )) as string;
  expect(await it.look()).toMatchObject([{ kind: "did-not-start", state: "open" }]);
  await perform(it.at.pool, it.at.worker, run, 0);
  expect(await it.look()).toMatchObject([{ state: "resolved" }]);
});

test("a success in a tenth of the usual time, and one in which nothing was executed", async () => {
  await using it = await scanned("{tooFast: 0.1, empty: true}");
  for (let n = 1; n <= 5; n++) {
    const earlier = (await createRun(it.at.pool, it.at.id("plain"), day(n))) as string;
    await perform(it.at.pool, it.at.worker, earlier, 0);
    await it.run(
      "update trunkline.run set started_at = finished_at - interval '10 minutes' where id = $1",
      [earlier],
    );
  }
  expect(await it.look()).toEqual([]);
  const fast = await it.at.run("plain");
  await perform(it.at.pool, it.at.worker, fast, 0);
  const empty = await it.at.run("other");
  await perform(it.at.pool, it.at.worker, empty, 0);
  await it.run("update trunkline.task_run set state = 'skipped' where run_id = $1", [empty]);
  expect((await it.look()).map(({ kind }) => kind).sort()).toEqual(["empty", "too-fast"]);
  // Said once.
  expect(await it.look()).toHaveLength(2);
});

test("a worker that was lost, until its host has one again; one that stopped by itself is no loss", async () => {
  await using it = await scanned("{}");
  const worker = await newWorker(it.at.pool);
  await it.run(
    "update trunkline.worker set lost_at = now(), dead_at = now(), name = 'etl-3' where id = $1",
    [worker],
  );
  const stopped = await newWorker(it.at.pool);
  await it.run("update trunkline.worker set dead_at = now(), draining = true where id = $1", [
    stopped,
  ]);
  expect(await it.look()).toMatchObject([{ kind: "worker-lost", state: "open" }]);
  expect(await it.look()).toHaveLength(1);
  await it.run("update trunkline.worker set name = 'etl-3' where id = $1", [
    await newWorker(it.at.pool),
  ]);
  expect(await it.look()).toMatchObject([
    { state: "resolved", resolution: "its host has a worker again" },
  ]);
});

test("a project that isn't what its branch says", async () => {
  await using it = await scanned("{}");
  await it.run(`update trunkline.project set sync_state = 'Held', sync_reason = 'it would remove 12 pipelines',
                  checked_at = now(), unsynced_at = now() - interval '2 minutes'`);
  expect(await it.look()).toMatchObject([
    { kind: "sync-failed", state: "open", message: "Held: it would remove 12 pipelines" },
  ]);
  await it.run("update trunkline.project set sync_state = 'Synced', unsynced_at = null");
  expect(await it.look()).toMatchObject([{ state: "resolved" }]);
});

test("a trigger that has not been followed for a minute, told once until it is", async () => {
  await using it = await scanned("{}");
  const messages = [ordersTrigger({ connectionString: "postgres://etl@db.example.org/shop" })];
  const failing = pipeline("failing", [task("load")], { messages });
  await deploy(it.at.pool, [failing]);
  const set = (text: string | null, since: string) =>
    it.run("update trunkline.trigger_source set error = $1, error_since = now() - $2::interval", [
      text,
      since,
    ]);
  await set("refused", "50 seconds");
  expect(await it.look()).toEqual([]);
  await set("refused", "70 seconds");
  const told = {
    ...{ kind: "trigger-failing", state: "open", resolution: null },
    message: "the trigger for each row that its query finds on shop-db: refused",
  };
  expect(await it.look()).toEqual([told]);
  expect(await it.look()).toEqual([told]);
  await set(null, "0");
  expect(await it.look()).toEqual([
    { ...told, state: "resolved", resolution: "its triggers are followed again" },
  ]);
});
