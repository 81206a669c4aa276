// How long does it take to decide when 10,000 jobs that wait for others would have started in the last days, by what was told of
// all of them, over reading the rows that it goes by? `again` is the same once more, with nothing new.

import { decideStarts } from "#engine/decide-starts.ts";
import { createDefinitions } from "#engine/definitions.ts";
import { expectStarts } from "#engine/expect-starts.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";
import { type CpuSeconds, cpuOf } from "./support/cpu.ts";
import { type BenchDatabase, benchDatabase } from "./support/database.ts";
import { alternate, type Result, seconds } from "./support/rounds.ts";
import { scaled } from "./support/scale.ts";

/** Boxes of ten jobs, each after the one before. */
const boxes = scaled(1_000);
const members = 10;
const days = 7;
const dayMs = 86_400_000;

export async function run(rounds: number): Promise<Result> {
  await using db = await benchDatabase();
  const { pool } = db;
  const now = new Date(Math.floor(Date.now() / dayMs) * dayMs);
  await fill(db, now);
  const { pipeline: readPipeline } = createDefinitions(pool);
  await expectStarts({ pool, readPipeline, now });
  const decide = () => decideStarts({ pool, readPipeline, now: new Date() });
  const again: number[] = [];
  const cpu: CpuSeconds[] = [];
  const ours = async (): Promise<number> => {
    await pool.query("update trunkline.expected_start set ready_at = null, after_what = null");
    await pool.query("vacuum analyze trunkline.expected_start");
    let took = 0;
    cpu.push(
      await cpuOf(db, async () => {
        took = await seconds(decide);
      }),
    );
    again.push(await seconds(decide));
    return took;
  };
  const reference = () =>
    seconds(async () => {
      for (const table of ["expected_start", "legacy_run"])
        await pool.query(`select * from trunkline.${table}`);
    });
  const { all, ...figures } = await alternate(rounds, reference, ours);
  const { rows } = await pool.query(
    "select count(*)::int as decided from trunkline.expected_start where ready_at is not null",
  );
  return {
    ...{ name: "decide-starts", ...figures, unit: "s" },
    params: { rounds, jobs: boxes * members, days, decided: rows[0].decided, again, cpu, all },
  };
}

/** Each box starts at two, and each of its jobs runs a minute. */
async function fill({ pool }: BenchDatabase, now: Date): Promise<void> {
  const gl = { name: "gl", stage: "observe" } as const;
  await deploy(
    pool,
    Array.from({ length: boxes }, (_, n) =>
      pipeline(
        `p${n}`,
        Array.from({ length: members }, (_, m) =>
          task(`t${m}`, {
            ...(m > 0 && { needs: [m - 1] }),
            legacy: { job: `JOB${n}-${m}` },
          }),
        ),
        {
          wave: gl,
          legacy: { system: "autosys", job: `BOX${n}` },
          triggers: [{ schedule: { cron: "0 2 * * *" }, timezone: "UTC", missed: "latest" }],
        },
      ),
    ),
  );
  const since = new Date(now.getTime() - days * dayMs);
  await pool.query("update trunkline.revision set applied_at = $1", [since]);
  await pool.query(
    `insert into trunkline.legacy_source (project_id, name, kind, watermark, observed)
     select j.id, 'prd', 'autosys', $2, tstzmultirange(tstzrange($1, $2)) from trunkline.project j`,
    [since, now],
  );
  await pool.query(
    `insert into trunkline.legacy_run (project_id, source_id, key, job, started_at, ended_at, end_known, exit, exit_known, outcome)
     select s.project_id, s.id, n || '-' || m || '/' || d, 'JOB' || n || '-' || m, x.at, x.at + interval '1 minute', 'value', 0, 'value', 'succeeded'
       from trunkline.legacy_source s
      cross join generate_series(0, $2 - 1) n cross join generate_series(0, $3 - 1) m cross join generate_series(0, $4 - 1) d
      cross join lateral (select $1::timestamptz + d * interval '1 day' + interval '2 hours' + m * interval '1 minute' as at) x`,
    [since, boxes, members, days],
  );
  await pool.query("analyze trunkline.legacy_run");
}
