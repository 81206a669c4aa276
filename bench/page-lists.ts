// What does a list cost as a page, beside the API's JSON of the same? Pages of 50 of 10,000 pipelines and of 300,000 runs, both
// through the whole server in the same run; the page also asks the API for what it shows, so a ratio of 1 would be free.

import type { FastifyInstance } from "fastify";
import { createApi } from "#api/server.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";
import { type BenchDatabase, benchDatabase } from "./support/database.ts";
import { alternate, median, type Result } from "./support/rounds.ts";
import { scaled } from "./support/scale.ts";

const pipelines = scaled(10_000);
const runs = scaled(300_000);
const classes = 40;
/** Of each list in a round, one after the other. */
const asked = 10;
const token = "bench";
const lists = {
  pipelines: ["/pipelines", "/api/v1/pipelines?order=attention&counts=true&runs=14&limit=50"],
  healthy: [
    "/pipelines?health=Healthy",
    "/api/v1/pipelines?order=attention&health=Healthy&counts=true&runs=14&limit=50",
  ],
  runs: ["/runs", "/api/v1/runs?limit=50"],
  failed: ["/runs?state=failed", "/api/v1/runs?state=failed&limit=50"],
} as const;

export async function run(rounds: number): Promise<Result> {
  await using db = await benchDatabase();
  await load(db);
  const api = await createApi({
    ...{ pool: db.pool, engine: db.pool, token },
    projects: { names: [], sync: async () => ({ state: "Busy" }) },
    scheduler: { wake() {}, held: () => null },
  });
  const names = Object.keys(lists) as (keyof typeof lists)[];
  const sum = async (of: 0 | 1) => {
    let total = 0;
    for (const name of names) total += await ms(api, lists[name][of]);
    return total;
  };
  await sum(0);
  await sum(1);
  const { all, ...figures } = await alternate(
    rounds,
    () => sum(1),
    () => sum(0),
  );
  const medianMs: Record<string, number> = {};
  for (const name of names)
    medianMs[name] = median(
      await Array.fromAsync({ length: rounds }, () => ms(api, lists[name][0])),
    );
  await api.close();
  return {
    name: "page-lists",
    ...figures,
    unit: "ms",
    params: { rounds, pipelines, runs, asked, medianMs, all },
  };
}

/** Of one page. @throws for an answer that isn't one. */
async function ms(api: FastifyInstance, url: string): Promise<number> {
  const since = performance.now();
  for (let n = 0; n < asked; n++) {
    const reply = await api.inject({ url, headers: { authorization: `Bearer ${token}` } });
    if (reply.statusCode !== 200)
      throw new Error(`${url}: ${reply.statusCode} ${reply.body.slice(0, 300)}`);
  }
  return (performance.now() - since) / asked;
}

/** Runs that have ended, one after the other of all pipelines; those of the last class are the oldest, 100 of them. */
async function load({ pool }: BenchDatabase): Promise<void> {
  await deploy(
    pool,
    Array.from({ length: pipelines }, (_, n) =>
      pipeline(`pipeline-${String(n).padStart(5, "0")}`, [task("only")], {
        tags: { domain: [`d${n % classes}`] },
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
