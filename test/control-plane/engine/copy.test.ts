import { expect, test } from "vitest";
import { normalizeCondition } from "#core/conditions/normalize.ts";
import { type Release, release, watchCopy } from "#engine/copy.ts";
import { createDefinitions } from "#engine/definitions.ts";
import { knowInstance } from "#store/instance.sql.ts";
import { reapWorkers } from "#store/workers.sql.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { day, runRow, start } from "#test/support/engine.ts";
import { Gated } from "#test/support/gated.ts";

const two = pipeline("two", [task("a"), task("b", { needs: [0] })]);
const hourly = pipeline("hourly", [task("a")], {
  triggers: [{ schedule: { cron: "0 * * * *" }, timezone: "UTC", missed: "all" }],
});
const follower = pipeline("follower", [task("f")], {
  after: [{ condition: normalizeCondition({ pipeline: "two" }), per: "date" }],
});

async function copied(at: Gated): Promise<void> {
  await knowInstance(at.pool, { place: "1", copy: false });
  await knowInstance(at.pool, { place: "2", copy: false });
}

const letGo = (at: Gated, how: Partial<Release> = {}) =>
  release(
    at.pool,
    { actor: "ada", reason: "moved", unfinished: "hold", dueFrom: null, ...how },
    createDefinitions(at.pool).pipeline,
  );

test("what was under way is held, tasks that ran have failed, and nothing that follows them starts", async () => {
  await using at = await Gated.of(two, follower);
  const [running, ready, done] = [
    await at.run("two"),
    await at.run("two", day(2)),
    await at.run("two", day(3)),
  ];
  await start(at.pool, at.worker, running, 0);
  await at.finish(done);
  await at.finish(done, 1);
  await copied(at);
  expect(await start(at.pool, at.worker, ready, 0).catch(({ code }) => code)).toBe("TL001");
  // The follower of what had ended just then is made, and held as well.
  expect(await letGo(at)).toEqual({ held: 3, failed: 1, passedOver: 0 });
  expect(await at.states(running)).toEqual(["failed", "skipped"]);
  expect((await runRow(at.pool, running)).state).toBe("failed");
  expect(await at.states(ready)).toEqual(["waiting", "waiting"]);
  const { rows } = await at.pool.query(
    "select actor, detail ->> 'reason' as reason from trunkline.audit where act = 'release'",
  );
  expect(rows).toEqual([{ actor: "ada", reason: "moved" }]);
  expect(await letGo(at)).toBeNull();
});

test("to go on: the tasks of its former workers are lost like those of any, and start again", async () => {
  await using at = await Gated.of(two);
  const run = await at.run("two");
  await start(at.pool, at.worker, run, 0);
  await copied(at);
  expect(await letGo(at, { unfinished: "continue" })).toEqual({
    held: 0,
    failed: 0,
    passedOver: 0,
  });
  await reapWorkers(at.pool, { ttlMs: 10_000, graceMs: 1_000, maxLost: 5 });
  expect(await at.states(run)).toEqual(["ready", "waiting"]);
});

test("due times are passed over up to an instant, each with its row", async () => {
  await using at = await Gated.of(hourly);
  await at.pool.query(
    "update trunkline.trigger set cursor_at = now() - interval '10 hours', next_at = now() - interval '9 hours 59 minutes'",
  );
  await copied(at);
  const dueFrom = new Date(Date.now() - 5 * 3_600_000);
  const result = await letGo(at, { dueFrom });
  expect([5, 6]).toContain(result?.passedOver);
  const { rows } = await at.pool.query("select distinct state, reason from trunkline.run");
  expect(rows).toEqual([
    { state: "skipped", reason: "due before the restored copy was released: moved" },
  ]);
  expect(
    (await at.pool.query("select cursor_at from trunkline.trigger")).rows[0]?.cursor_at,
  ).toEqual(dueFrom);
});

test("a process is told what it waits for, and when that is over", async () => {
  await using at = await Gated.of(two);
  const said: string[] = [];
  const watch = () =>
    watchCopy({ pool: at.pool, place: "1", onMessage: (text) => said.push(text) });
  const original = await watch();
  expect(original.reason()).toBeNull();
  await original.released;
  await knowInstance(at.pool, { place: "2", copy: false });
  await at.pool.query("update trunkline.instance set place = '1'");
  const copy = await watch();
  expect(copy.reason()).toBe("its files are others than they were");
  expect(said[0]).toContain("trunkline release --restored");
  await letGo(at);
  await copy.released;
  expect(copy.reason()).toBeNull();
  await copy.stop();
});
