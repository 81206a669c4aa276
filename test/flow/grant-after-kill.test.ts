// What a run may use when its worker was killed and nobody is left to tidy up: it ends by itself, at the time that its
// attempt was told when it started.

import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { expect, test } from "vitest";
import { grantUses, recordUses } from "#engine/grants.ts";
import { takeUses } from "#engine/task-uses.ts";
import { byDefinition } from "#engine/use-access.ts";
import { liveRunGrants } from "#store/access-grants.sql.ts";
import { task } from "#test/support/deploy.ts";
import { eventually } from "#test/support/eventually.ts";
import { servedApart } from "#test/support/served-apart.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

/** Another clock for what asks through it, and nothing else of the database: later by so much. */
async function later(connectionString: string, by: string) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(`
    create schema if not exists later;
    create or replace function later.now() returns timestamptz language sql stable
      as $$ select pg_catalog.now() + current_setting('later.by')::interval $$;
    set search_path = later, pg_catalog, public`);
  await client.query("select set_config('later.by', $1, false)", [by]);
  return client;
}

test("after kill -9 of its worker, with no server left, a right is over by its own time and gives nothing", async () => {
  await using folder = temporaryDirectory();
  const gate = join(folder.path, "gate");
  execFileSync("mkfifo", [gate]);
  await using at = await servedApart({
    files: {
      "pipelines/held.yaml": `name: held\ntasks:\n  a: {run: 'cat ${gate}', secrets: [bank/token], timeout: 1h}\n`,
    },
    worker: { env: { TRUNKLINE_SECRET_BANK__TOKEN: "the-value-of-the-bank" } },
  });
  const { pool } = at;
  const run = await at.run("held");
  await eventually("it has used its secret", async () => {
    const { rowCount } = await pool.query(
      "select from trunkline.run_grant where used_at is not null",
    );
    return rowCount === 1;
  });
  // Nobody is left that could end it: no reaper, no maintenance, no worker.
  for (const { child, ended } of [at.server, at.worker]) {
    child.kill("SIGKILL");
    expect((await ended).signal).toBe("SIGKILL");
  }

  const claim = { run, idx: 0, attempt: 1 };
  const named = task("a", { secrets: ["bank/token"], timeoutMs: 3_600_000 });
  const connectionString = at.connectionString;
  /** What somebody with the killed worker's claim gets, so much later. */
  const gets = async (by: string) => {
    const db = await later(connectionString, by);
    let asked = 0;
    try {
      const given = await takeUses({
        ...{ db: db as never, claim, task: named, project: "x", ceilings: null },
        secrets: {
          read: async () => {
            asked++;
            return { value: "the-value-of-the-bank", provider: "environment" };
          },
        },
        ...{ mayUse: byDefinition, signal: new AbortController().signal },
      });
      const use = {
        use: { kind: "secret", name: "bank/token" },
        detail: { policies: [] },
      } as const;
      return {
        listed: (await liveRunGrants(db as never, { limit: 10 })).map(({ resource }) => resource),
        ...{ granted: await grantUses(db as never, claim, named), asked },
        ...{ used: await recordUses(db as never, claim, [use]), given: given !== null },
      };
    } finally {
      await db.end();
    }
  };
  const unended = async () =>
    (
      await pool.query(
        `select t.state, g.revoked_at, g.expires_at - g.granted_at = interval '1 hour 5 minutes' as "asTold"
           from trunkline.task_run t join trunkline.run_grant g on g.run_id = t.run_id`,
      )
    ).rows;
  const stillThere = [{ state: "running", revoked_at: null, asTold: true }];
  expect(await unended()).toEqual(stillThere);
  // For its task's timeout and five minutes.
  expect(await gets("1 hour 4 minutes")).toEqual({
    ...{ listed: ["secret/bank/token"], granted: true, asked: 1, used: true, given: true },
  });
  expect(await gets("1 hour 6 minutes")).toEqual({
    ...{ listed: [], granted: false, asked: 0, used: false, given: false },
  });
  // Nobody has tidied up meanwhile: its time alone has ended it.
  expect(await unended()).toEqual(stillThere);
  const { rows } = await pool.query(
    "select act from trunkline.audit where kind = 'run' order by id",
  );
  expect(rows.map(({ act }) => act)).toEqual(["grant.created", "secret.used"]);
  writeFileSync(gate, "", { flag: "r+" });
});
