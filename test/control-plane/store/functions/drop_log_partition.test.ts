import type pg from "pg";
import { expect, test } from "vitest";
import { appendLog, readRunLog } from "#store/logs.sql.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { day, perform, start } from "#test/support/engine.ts";
import { Gated } from "#test/support/gated.ts";
import { maintained, nothingKept, partitions } from "#test/support/kept.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const one = pipeline("one", [task("a")]);

const write = (pool: pg.Pool, run: string, text: string) =>
  appendLog(pool, {
    runs: [run],
    idxs: [0],
    attempts: [1],
    seqs: [1],
    contents: [Buffer.from(text)],
  });

const read = async (pool: pg.Pool, run: string): Promise<string[]> =>
  (
    await readRunLog(pool, {
      run,
      idx: -1,
      attempt: 0,
      seq: 0,
      onlyTask: null,
      onlyAttempt: null,
      limit: 10,
    })
  ).map(({ content }) => String(content));

test("a day goes with the output of runs that have ended; that of others stays until they have", async () => {
  await using at = await Gated.of(one);
  const [ended, open] = [await at.run("one"), await at.run("one", day(2))];
  const claim = await start(at.pool, at.worker, open, 0);
  await write(at.pool, ended, "old");
  await write(at.pool, open, "new");
  await perform(at.pool, at.worker, ended, 0);
  expect(await maintained(at.pool)).toMatchObject({ log_partitions_dropped: expect.any(Number) });
  expect(await partitions(at.pool, "log_chunk")).not.toContain("log_chunk_first");
  expect(await read(at.pool, ended)).toEqual([]);
  expect(await read(at.pool, open)).toEqual(["new"]);
  // What comes later for its day has a place.
  await appendLog(at.pool, {
    runs: [open],
    idxs: [0],
    attempts: [1],
    seqs: [2],
    contents: [Buffer.from("more")],
  });
  expect(await read(at.pool, open)).toEqual(["new", "more"]);
  await at.pool.query("update trunkline.task_run set state = 'ready', worker = null");
  expect(claim).not.toBeNull();
  await perform(at.pool, at.worker, open, 0);
  expect(await maintained(at.pool)).toMatchObject({ log_chunks_deleted: 2 });
  expect(await read(at.pool, open)).toEqual([]);
});

test("a chunk that is sent twice is stored once, also on the next day", async () => {
  await using at = await Gated.of(one);
  const run = await at.run("one");
  await start(at.pool, at.worker, run, 0);
  await at.pool.query("update trunkline.task_run set started_at = now() - interval '1 day'");
  await write(at.pool, run, "once");
  await write(at.pool, run, "once");
  expect(await read(at.pool, run)).toEqual(["once"]);
});

test("the days to come are there; one of which rows came before stays without", async () => {
  await using at = await Gated.of(one);
  const first = await partitions(at.pool, "log_chunk");
  await maintained(at.pool, { historyDays: 90, logDays: 30, archive: null });
  expect(await partitions(at.pool, "log_chunk")).toHaveLength(first.length + 3);
  await at.pool.query(
    `insert into trunkline.log_chunk (run_id, idx, attempt, seq, content, day)
     values (1, 0, 1, 1, '', (now() at time zone 'utc')::date + 4)`,
  );
  const { rows } = await at.pool.query("select trunkline.make_log_partitions(5) as made");
  expect(rows[0].made).toHaveLength(1);
});

test("with an archive what is not in it yet stays, however old it is", async () => {
  await using at = await Gated.of(one);
  await using directory = temporaryDirectory();
  const run = await at.run("one");
  await at.finish(run);
  await write(at.pool, run, "kept");
  await maintained(at.pool, { ...nothingKept, archive: directory.path });
  await maintained(at.pool, { ...nothingKept, archive: directory.path });
  expect(await partitions(at.pool, "log_chunk")).not.toContain("log_chunk_first");
  expect(await read(at.pool, run)).toEqual(["kept"]);
});
