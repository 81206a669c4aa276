import { execFileSync } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createDefinitions } from "#engine/definitions.ts";
import { archiveLogs, readArchived } from "#engine/log-archive.ts";
import { maintain } from "#engine/maintain.ts";
import { appendLog, logFilesOfRun } from "#store/logs.sql.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { day, retry, start } from "#test/support/engine.ts";
import { Gated } from "#test/support/gated.ts";
import { maintained, nothingKept, pastRuns } from "#test/support/kept.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const one = pipeline("one", [task("a")]);

const soon = () => new Date(Date.now() + 2 * 86_400_000);

async function write(at: Gated, run: string, attempt: number, ...texts: string[]): Promise<void> {
  await appendLog(at.pool, {
    runs: texts.map(() => run),
    idxs: texts.map(() => 0),
    attempts: texts.map(() => attempt),
    seqs: texts.map((_, n) => n + 1),
    contents: texts.map((text) => Buffer.from(text)),
  });
}

test("output of a run that ended becomes files, which zcat and readers read alike; what goes on stays", async () => {
  await using at = await Gated.of(one);
  await using directory = temporaryDirectory();
  const folder = directory.path;
  const [run, open] = [await at.run("one"), await at.run("one", day(2))];
  const claim = await start(at.pool, at.worker, run, 0);
  await write(at, run, 1, "é", "\u0000 two\n");
  if (claim) await retry(at.pool, claim, 0);
  await at.pool.query("delete from trunkline.gate; update trunkline.task_run set state = 'ready'");
  await at.finish(run);
  await write(at, run, 2, "again");
  await write(at, open, 1, "open");
  expect(await archiveLogs(at.pool, folder, soon())).toBe(2);
  const files = await logFilesOfRun(at.pool, { run, onlyTask: null, onlyAttempt: null });
  expect(files).toMatchObject([{ attempt: 1 }, { attempt: 2 }]);
  const [first] = files;
  if (!first) throw new Error("no file");
  const text = execFileSync("gzip", ["-dc", join(folder, first.path)]).toString();
  expect(text).toBe("é\u0000 two\n");
  const chunks = await readArchived(folder, first);
  expect(chunks.map(({ seq, content }) => [seq, String(content)])).toEqual([
    [1, "é"],
    [2, "\u0000 two\n"],
  ]);
  const { rows } = await at.pool.query("select run_id from trunkline.log_chunk");
  expect(rows).toEqual([{ run_id: open }]);
  expect(await archiveLogs(at.pool, folder, soon())).toBe(0);
  // Late output of an attempt that has its file is not lost, and not written over it.
  await write(at, run, 2, "again", "late");
  expect(await archiveLogs(at.pool, folder, soon())).toBe(0);
});

test("a file that is damaged or whose folder is unknown is an error that names it", async () => {
  await using directory = temporaryDirectory();
  const folder = directory.path;
  const file = { path: "a.log.gz", seqs: [1], lengths: [1] };
  await expect(readArchived(null, file)).rejects.toThrow(/a\.log\.gz.*--log-archive/);
  await expect(readArchived(folder, file)).rejects.toThrow(/a\.log\.gz.*ENOENT/);
  writeFileSync(join(folder, "a.log.gz"), "no gzip");
  await expect(readArchived(folder, file)).rejects.toThrow(/a\.log\.gz/);
});

test("files go with their runs", async () => {
  await using at = await Gated.of(one);
  await using directory = temporaryDirectory();
  const archive = directory.path;
  const runs = await pastRuns(at, "one", 33);
  for (const run of runs) await write(at, run, 1, `of ${run}`);
  await archiveLogs(at.pool, archive, soon());
  const done = await maintained(at.pool, { ...nothingKept, archive });
  expect(done).toMatchObject({ runs_dropped: 3, log_files_dropped: 3 });
  const left = readdirSync(archive, { recursive: true }).filter((name) =>
    `${name}`.endsWith(".gz"),
  );
  expect(left).toHaveLength(30);
});

test("a pass that is told to stop ends between two attempts", async () => {
  await using at = await Gated.of(one);
  await using directory = temporaryDirectory();
  const archive = directory.path;
  for (const run of await pastRuns(at, "one", 3)) await write(at, run, 1, "x");
  expect(await archiveLogs(at.pool, archive, soon(), AbortSignal.abort())).toBe(0);
  const { pipeline: readPipeline } = createDefinitions(at.pool);
  const signal = AbortSignal.abort();
  expect(await maintain(at.pool, { retention: nothingKept, readPipeline, signal })).toEqual({});
});
