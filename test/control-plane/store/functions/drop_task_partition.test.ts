import { expect, test } from "vitest";
import { createPool } from "#store/connect.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { day, perform } from "#test/support/engine.ts";
import { maintained, partitions, pastRuns, runIds, withPast } from "#test/support/kept.ts";

const ingest = pipeline("ingest", [task("load"), task("post", { needs: [0] })]);
const single = pipeline("single", [task("a")]);

test("a range whose runs are gone is dropped; those that are kept live on, and go on", async () => {
  const { at } = await withPast(single, ingest);
  await using _ = at;
  const open = await at.run("ingest");
  await at.pool.query("select setval('trunkline.run_id_seq', 131000)");
  expect(await maintained(at.pool)).toMatchObject({ task_partitions_made: 1 });
  await at.pool.query("select setval('trunkline.run_id_seq', 131072)");
  const later = await pastRuns(at, "single", 3, 50);
  const done = await maintained(at.pool);
  expect(done).toMatchObject({ task_partitions_dropped: 1 });
  expect(await partitions(at.pool, "task_run")).not.toContain("task_run_first");
  const { rows } = await at.pool.query(
    "select count(*)::int as tasks, count(distinct run_id)::int as runs from trunkline.task_run",
  );
  expect(rows).toEqual([{ runs: 31, tasks: 32 }]);
  expect(await runIds(at.pool)).toEqual(expect.arrayContaining([open, ...later]));
  await perform(at.pool, at.worker, open, 0);
  await perform(at.pool, at.worker, open, 1);
  expect(await at.states(open)).toEqual(["succeeded", "succeeded"]);
});

test("rows of dropped runs that no range holds are deleted", async () => {
  const { at } = await withPast(single);
  await using _ = at;
  await at.pool.query("select setval('trunkline.run_id_seq', 900000)");
  await pastRuns(at, "single", 35, 50);
  expect(await maintained(at.pool)).toMatchObject({ tasks_deleted: 5, task_partitions_dropped: 1 });
  const { rows } = await at.pool.query("select count(*)::int as n from trunkline.task_run");
  expect(rows).toEqual([{ n: 30 }]);
});

test("while somebody reads for long, as a dump does, it is put off, and the engine goes on", async () => {
  const { at } = await withPast(single);
  await using _ = at;
  await at.pool.query("select setval('trunkline.run_id_seq', 900000)");
  const reader = await at.pool.connect();
  await reader.query("begin; select count(*) from trunkline.task_run");
  const other = createPool(`${at.pool.options.connectionString}`, { max: 4 });
  try {
    const pass = maintained(other);
    const began = performance.now();
    await at.finish(await at.run("single", day(200)));
    expect(performance.now() - began).toBeLessThan(2_000);
    expect(await pass).toMatchObject({ postponed: expect.any(Number) });
    expect(await partitions(at.pool, "task_run")).toContain("task_run_first");
  } finally {
    await reader.query("rollback");
    reader.release();
    await other.end();
  }
  expect(await maintained(at.pool)).toMatchObject({ task_partitions_dropped: 1 });
});
