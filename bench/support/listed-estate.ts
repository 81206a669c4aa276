// An estate to list: pipelines of some access classes, and runs of theirs that have ended.

import { deploy, pipeline, task } from "#test/support/deploy.ts";
import type { BenchDatabase } from "./database.ts";
import { scaled } from "./scale.ts";

export const pipelines = scaled(10_000);
export const runs = scaled(300_000);
export const classes = 40;

/**
 * Runs one after the other of all pipelines; those of the last class are the oldest, 100 of them.
 * @param scheduled Each pipeline is due once a day.
 */
export async function fillListed({ pool }: BenchDatabase, scheduled: boolean): Promise<void> {
  await deploy(
    pool,
    Array.from({ length: pipelines }, (_, n) =>
      pipeline(`pipeline-${String(n).padStart(5, "0")}`, [task("only")], {
        tags: { domain: [`d${n % classes}`] },
        triggers: scheduled
          ? [{ schedule: { cron: `${n % 60} ${n % 24} * * *` }, timezone: "UTC", missed: "none" }]
          : [],
      }),
    ),
  );
  // As a sync leaves them: what is wrong with a pipeline's file is part of its row.
  await pool.query(
    `insert into trunkline.pipeline_source (project_id, path, name, inputs_id)
     select p.project_id, p.file, p.name, 0 from trunkline.pipeline p`,
  );
  const { rows } = await pool.query<{ ids: number[] }>(
    `select array_agg(p.id order by (c.facts -> 'tags' -> 'domain' ->> 0 = $1) desc, md5(p.name)) as ids
       from trunkline.pipeline p join trunkline.access_class c on c.id = p.class_id`,
    [`d${classes - 1}`],
  );
  const ids = rows[0]?.ids ?? [];
  const old = Math.ceil(pipelines / classes);
  await pool.query(
    `insert into trunkline.run (pipeline_id, pipeline_revision_id, revision_id, slot, business_date, due_at, trigger_kind,
                                state, limited, open_tasks, started_at, finished_at)
     select p.id, p.pipeline_revision_id, p.changed_in, 'm:' || n, '2026-03-01', now(), 'manual', 'succeeded', false, 0, now(), now()
       from generate_series(0, $1::int - 1) n
       join trunkline.pipeline p
         on p.id = ($2::int[])[case when n < 100 then 1 + n % $3::int
                                    else 1 + $3::int + n % ($4::int - $3::int) end]
      order by n`,
    [runs, ids, old, pipelines],
  );
  await pool.query("analyze");
}
