import { expect, test } from "vitest";
import { tidyQueue } from "#store/maintenance.sql.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { Gated } from "#test/support/gated.ts";

const one = pipeline("one", [task("a"), task("b")]);

test("dead entries go; a ready task whose entry failed for good gets another", async () => {
  await using at = await Gated.of(one);
  const run = await at.run("one");
  await at.finish(run, 0);
  const entries = async () =>
    (
      await at.pool.query(
        `select (payload ->> 'i')::int as idx, attempts, max_attempts from graphile_worker._private_jobs order by 1`,
      )
    ).rows.map(({ idx, attempts, max_attempts }) => [idx, attempts >= max_attempts]);
  // Task 0 has ended and its entry is young: a worker that takes it loses the claim, which is cheap.
  expect(await tidyQueue(at.pool, { limit: 100 })).toEqual({ removed: 0, renewed: 0 });
  await at.pool.query(
    "update graphile_worker._private_jobs set created_at = now() - interval '1 hour'",
  );
  expect(await tidyQueue(at.pool, { limit: 100 })).toEqual({ removed: 1, renewed: 0 });
  expect(await entries()).toEqual([[1, false]]);
  await at.pool.query("update graphile_worker._private_jobs set attempts = max_attempts");
  expect(await tidyQueue(at.pool, { limit: 100 })).toEqual({ removed: 1, renewed: 1 });
  expect(await entries()).toEqual([[1, false]]);
});

test("entries of other programs on the same queue are left alone", async () => {
  await using at = await Gated.of(one);
  await at.pool.query(
    `select graphile_worker.add_job('theirs', '{}');
     update graphile_worker._private_jobs set attempts = max_attempts, created_at = now() - interval '1 day'`,
  );
  expect(await tidyQueue(at.pool, { limit: 100 })).toEqual({ removed: 0, renewed: 0 });
});
