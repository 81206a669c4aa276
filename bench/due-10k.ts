// How long after one instant have 10,000 pipelines that are due at it all started?

import { startScheduler } from "#engine/scheduler.ts";
import { pinStatistics } from "#engine/statistics.ts";
import { startWorker } from "#engine/worker.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";
import { benchDatabase } from "./support/database.ts";
import { finished, noop, raw } from "./support/engine.ts";
import { alternate, type Result } from "./support/rounds.ts";

const pipelines = 10_000;
const slots = 1000;

export async function run(rounds: number): Promise<Result> {
  await using db = await benchDatabase();
  const schedule = { cron: "0 * * * *" };
  await deploy(
    db.pool,
    Array.from({ length: pipelines }, (_, n) =>
      pipeline(`p${n}`, [task("only")], {
        triggers: [{ schedule, timezone: "UTC", missed: "all" }],
      }),
    ),
  );
  await pinStatistics(db.pool);
  const ours = async () => {
    const { connectionString } = db;
    const worker = await startWorker({ connectionString, executors: [noop], slots, name: "bench" });
    const scheduler = startScheduler({ pool: db.pool });
    // The present hour's due time is made to come a second from now.
    const { rows } = await db.pool.query(
      `with x as (select clock_timestamp() + interval '1 second' as at),
            t as (update trunkline.trigger
                     set next_at = x.at, cursor_at = date_trunc('hour', now()) - interval '1 second' from x)
       select x.at from x`,
    );
    const due = (rows[0].at as Date).getTime();
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await finished(db);
    const last = await db.pool.query(
      "select max(t.started_at) as at, count(*)::int as tasks from trunkline.task_run t",
    );
    if (last.rows[0].tasks < pipelines) throw new Error(`${last.rows[0].tasks} tasks are there`);
    await scheduler.stop();
    await worker.stop();
    // Truncated, not deleted: an emptied table that is analyzed counts as empty until the next time.
    await db.pool.query("truncate trunkline.task_run, trunkline.run");
    return (last.rows[0].at as Date).getTime() - due;
  };
  const reference = async () => (pipelines / (await raw(db, pipelines))) * 1000;
  const { all, ...figures } = await alternate(rounds, reference, ours);
  return { name: "due-10k", ...figures, unit: "ms", params: { rounds, pipelines, slots, all } };
}
