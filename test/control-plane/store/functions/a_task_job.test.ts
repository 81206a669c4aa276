// In which order the queue delivers: by priority with waiting, and a backfill's after all others.

import { expect, test } from "vitest";
import { testDatabase } from "#test/support/database.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";
import { day, newRun, newWorker, perform } from "#test/support/engine.ts";
import { oneRun } from "#test/support/one-run.ts";

/** As graphile-worker fetches: what is due, by priority and time. */
const delivery = `
  select payload ->> 'r' as run, (payload ->> 'i')::int as idx from graphile_worker._private_jobs
   where run_at <= now() order by priority, run_at, id`;

test("more priority comes first; an entry overtakes one that came less than a minute a point before", async () => {
  const [low, plain, high] = [-100, 0, 100].map((priority, idx) =>
    task(`t${idx}`, { priority }),
  ) as [never, never, never];
  await using at = await oneRun([low, plain, high]);
  const order = async () => (await at.pool.query(delivery)).rows.map(({ idx }) => idx);
  expect(await order()).toEqual([2, 1, 0]);
  // What has no priority came an hour and three quarters earlier.
  await at.pool.query(
    "update graphile_worker._private_jobs set run_at = run_at - interval '105 minutes' where (payload ->> 'i')::int = 1",
  );
  expect(await order()).toEqual([1, 2, 0]);
});

test("of equal priority the first comes first, in the order of their making", async () => {
  await using at = await oneRun([task("a")]);
  const second = await newRun(at.pool, at.pipeline, day(2));
  const { rows } = await at.pool.query(delivery);
  expect(rows.map(({ run }) => run)).toEqual([at.run, second]);
});

test("a worker goes on inline with what has the same priority, and with nothing else", async () => {
  await using db = await testDatabase();
  const following = (name: string, priority: number) =>
    pipeline(name, [task("a", { priority: 5 }), task("b", { needs: [0], priority })]);
  const ids = await deploy(db.pool, [following("same", 5), following("other", 6)]);
  const worker = await newWorker(db.pool);
  const [same, other] = [
    await newRun(db.pool, ids.get("same") as number),
    await newRun(db.pool, ids.get("other") as number),
  ];
  const inline = { inline: true };
  expect(await perform(db.pool, worker, same, 0, "succeeded", inline)).toHaveLength(1);
  expect(await perform(db.pool, worker, other, 0, "succeeded", inline)).toEqual([]);
});
