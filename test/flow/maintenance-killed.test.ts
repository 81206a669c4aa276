// Maintenance is killed again and again at random instants: what is to be kept is there after each, whole and once.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readStored } from "#api/log-reader.ts";
import { appendLog } from "#store/logs.sql.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { perform, start } from "#test/support/engine.ts";
import { eventually } from "#test/support/eventually.ts";
import { Gated } from "#test/support/gated.ts";
import { maintained, nothingKept, pastRuns, runIds } from "#test/support/kept.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const program = fileURLToPath(new URL("../support/maintaining.ts", import.meta.url));

/** Kills the process some milliseconds after it has begun. */
async function killed(database: string, archive: string, afterMs: number): Promise<void> {
  const child = spawn(process.execPath, [program, database, archive], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  await delay(afterMs);
  child.kill("SIGKILL");
  await once(child, "exit");
}

test("kept runs keep their tasks and all of their output, wherever it was when maintenance died", async () => {
  await using at = await Gated.of(
    pipeline("one", [task("a")]),
    pipeline("two", [task("a")]),
    pipeline("open", [task("a"), task("b", { needs: [0] })]),
  );
  await using directory = temporaryDirectory();
  const archive = directory.path;
  const write = async (run: string) =>
    appendLog(at.pool, {
      runs: [run, run],
      idxs: [0, 0],
      attempts: [1, 1],
      seqs: [1, 2],
      contents: [Buffer.from(`first of ${run};`), Buffer.from("second")],
    });
  const read = async (run: string): Promise<string> => {
    const scope = { run, task: null, attempt: null, after: null, archive };
    const parts: Buffer[] = [];
    for await (const chunks of readStored(at.pool, scope))
      parts.push(...chunks.map(({ content }) => content));
    return String(Buffer.concat(parts));
  };
  const one = await pastRuns(at, "one", 45);
  const two = await pastRuns(at, "two", 45);
  const open = await at.run("open");
  await start(at.pool, at.worker, open, 0);
  const kept = [...one.slice(15), ...two.slice(15), open];
  for (const run of [...one, ...two, open]) await write(run);
  await at.pool.query("select setval('trunkline.run_id_seq', 131072)");

  for (let round = 0; round < 12; round++) {
    await killed(`${at.pool.options.connectionString}`, archive, round * 12);
    const { rows } = await at.pool.query(
      "select r.id from trunkline.run r where not exists (select from trunkline.task_run t where t.run_id = r.id)",
    );
    expect(rows).toEqual([]);
    expect(await runIds(at.pool)).toEqual(expect.arrayContaining(kept));
    for (const run of kept) expect(await read(run)).toBe(`first of ${run};second`);
  }

  // Postgres ends what the killed one was at when it next looks for its client.
  await eventually("the last that was killed has let go", () =>
    maintained(at.pool, { ...nothingKept, archive, archiveAfterDays: -2 }).then(
      () => true,
      (error: Error) => {
        if (error.message.includes("under way")) return false;
        throw error;
      },
    ),
  );
  expect(await runIds(at.pool)).toEqual([...kept].sort((a, b) => Number(a) - Number(b)));
  const files = readdirSync(archive, { recursive: true }).filter((name) =>
    `${name}`.endsWith("gz"),
  );
  expect(files).toHaveLength(60);
  await at.pool.query(
    "update trunkline.task_run set state = 'ready', worker = null where run_id = $1 and idx = 0",
    [open],
  );
  await perform(at.pool, at.worker, open, 0);
  await perform(at.pool, at.worker, open, 1);
  expect(await at.states(open)).toEqual(["succeeded", "succeeded"]);
  expect(await runIds(at.pool)).toContain(open);
});
