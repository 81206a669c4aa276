// What the database says after a chaos run, in the words of the verdict.

import type pg from "pg";
import type { ChaosAttempt, ChaosRun, ChaosSchedule, ChaosWorker } from "./chaos-facts.ts";

const ms = (instant: string) => `trunc(extract(epoch from ${instant}) * 1000)::double precision`;

export async function readRuns(pool: pg.Pool): Promise<ChaosRun[]> {
  const { rows } = await pool.query<ChaosRun>(
    `select r.id::text, p.name as pipeline, r.slot, r.generation, ${ms("r.due_at")} as due, r.state::text, r.reason,
            (select json_build_object('run', o.id::text, 'task', trunkline.task_name(v.spec::json, r.parent_idx))
               from trunkline.run o join trunkline.pipeline_revision v on v.id = o.pipeline_revision_id
              where o.id = r.parent_run) as parent
       from trunkline.run r join trunkline.pipeline p on p.id = r.pipeline_id order by r.id`,
  );
  return rows;
}

export async function readAttempts(pool: pg.Pool): Promise<ChaosAttempt[]> {
  const { rows } = await pool.query<ChaosAttempt>(
    `with every as (
       select run_id, idx, attempt, true as newest, state::text, ending, message, worker from trunkline.task_run
       union all
       select run_id, idx, attempt, false, coalesce(state::text, ending), ending, message, worker from trunkline.attempt)
     select e.run_id::text as run, trunkline.task_name(v.spec::json, e.idx) as task, e.attempt, e.newest, e.state, e.ending, e.message, e.worker
       from every e join trunkline.run r on r.id = e.run_id
       join trunkline.pipeline_revision v on v.id = r.pipeline_revision_id
      where e.attempt > 0 order by e.run_id, e.idx, e.attempt`,
  );
  return rows;
}

export async function readWorkers(pool: pg.Pool): Promise<ChaosWorker[]> {
  const { rows } = await pool.query<ChaosWorker>(
    `select id, pid, ${ms("started_at")} as "startedAt", ${ms("dead_at")} as "deadAt" from trunkline.worker order by id`,
  );
  return rows;
}

/** From the first deployment to the last, which took the schedules away. */
export async function readSchedules(
  pool: pg.Pool,
  schedules: readonly Pick<ChaosSchedule, "pipeline" | "everyMs">[],
): Promise<ChaosSchedule[]> {
  const { rows } = await pool.query<{ from: number; until: number }>(
    `select ${ms("min(applied_at)")} as from, ${ms("max(applied_at)")} as until from trunkline.revision`,
  );
  const { from, until } = rows[0] as { from: number; until: number };
  return schedules.map((schedule) => ({ ...schedule, from, until }));
}

/** How many runs have not ended, and what they are; for the end, when everything must. */
export async function unfinished(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ text: string }>(
    `select p.name || ' ' || r.id || ' ' || r.state as text from trunkline.run r
       join trunkline.pipeline p on p.id = r.pipeline_id where r.finished_at is null order by r.id`,
  );
  return rows.map(({ text }) => text);
}
