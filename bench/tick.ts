// Does one pass of the scheduler cost what is due, whatever the size of the estate?

import { pinStatistics } from "#engine/statistics.ts";
import { tick } from "#engine/tick.ts";
import { transaction } from "#store/transaction.ts";
import { nextWake } from "#store/triggers.sql.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";
import { type BenchDatabase, benchDatabase, besides } from "./support/database.ts";
import { median, type Result } from "./support/rounds.ts";
import { scaled } from "./support/scale.ts";

const sizes = [1_000, 10_000].map(scaled);
const dues = [10, 100, 1_000].map((due) => Math.min(due, sizes[0] as number));
const schedules = 500;
/** All are due once a year, by then: nothing becomes due by itself while it is measured. */
const lastDue = "2026-01-01T12:00:00Z";

export async function run(rounds: number): Promise<Result> {
  await using small = await benchDatabase();
  await using large = await besides(small, "large");
  const databases = [small, large];
  for (const [index, db] of databases.entries()) await fill(db, sizes[index] as number);
  const all = new Map<string, number[]>();
  for (let round = 0; round <= rounds; round++)
    for (const due of [0, ...dues])
      for (const [index, db] of databases.entries()) {
        const ms = await pass(db, due);
        // The first round warms both.
        if (round > 0) all.getOrInsert(`${due} of ${sizes[index]}`, []).push(ms);
      }
  const medianMs = Object.fromEntries(
    [...all].map(([name, each]) => [name, Math.round(median(each) * 100) / 100]),
  );
  const [few, , many] = dues;
  const of = (due: number | undefined, size: number | undefined) =>
    medianMs[`${due} of ${size}`] as number;
  const [ours, reference] = [of(few, sizes[1]), of(few, sizes[0])];
  const perDue = of(many, sizes[1]) / ours / ((many as number) / (few as number));
  const params = { rounds, medianMs, perDue };
  return { name: "tick", ratio: ours / reference, ours, reference, unit: "ms", params };
}

/** Pipelines over 500 schedules, none of which is due. */
async function fill({ pool }: BenchDatabase, size: number): Promise<void> {
  await deploy(
    pool,
    Array.from({ length: size }, (_, n) =>
      pipeline(`p${n}`, [task("only")], {
        triggers: [
          {
            schedule: { cron: `${n % 60} ${Math.floor((n % schedules) / 60)} 1 1 *` },
            timezone: "UTC",
            missed: "all",
          },
        ],
      }),
    ),
  );
  await pinStatistics(pool);
  await pool.query("vacuum analyze trunkline.trigger");
}

/** Milliseconds of one look and, when something is due, of the transaction that makes its runs. */
async function pass({ pool }: BenchDatabase, due: number): Promise<number> {
  await pool.query(
    `update trunkline.trigger t
        set cursor_at = $2::timestamptz - interval '12 hours 1 second', next_at = $2
       from (select pipeline_id from trunkline.trigger order by pipeline_id % 97, pipeline_id limit $1) x
      where x.pipeline_id = t.pipeline_id`,
    [due, lastDue],
  );
  const since = performance.now();
  const row = await nextWake(pool);
  if (row?.at && row.at <= row.now) {
    const made = await transaction(pool, (client) => tick(client, row.now));
    if (made.runs !== due) throw new Error(`${made.runs} runs were made of ${due}`);
  }
  const ms = performance.now() - since;
  await pool.query("truncate trunkline.task_run, trunkline.run");
  await pool.query("vacuum trunkline.trigger");
  return ms;
}
