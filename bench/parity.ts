// How long does it take to compare what another scheduler ran with what would have started here, over reading the rows of both?
// `ours` is all of it from nothing, kept; `next` another day of each job's runs after it, `none` nothing new, `board` reading it.

import { judgeGate, usualGate } from "#core/parity/gate.ts";
import { createDefinitions } from "#engine/definitions.ts";
import { keepParity } from "#engine/keep-parity.ts";
import { parityOf } from "#engine/parity.ts";
import { type ParityJobsRow, parityJobs } from "#store/parity.sql.ts";
import { getProject } from "#store/projects.sql.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";
import { type CpuSeconds, cpuOf } from "./support/cpu.ts";
import { type BenchDatabase, benchDatabase } from "./support/database.ts";
import { alternate, type Result, seconds } from "./support/rounds.ts";
import { scaled } from "./support/scale.ts";

const jobs = scaled(10_000);
const days = 30;
const dayMs = 86_400_000;
const range = { from: "2026-10-01", to: "2026-10-30" };
/** Jobs of one request of `trunkline parity`. */
const together = 500;

/** Seconds by the clock, and of CPU. */
interface Part extends CpuSeconds {
  wall: number;
}

export async function run(rounds: number): Promise<Result> {
  await using db = await benchDatabase();
  await fill(db);
  const { pool } = db;
  const keep = async (day: number) => {
    const { pipeline: readPipeline } = createDefinitions(pool);
    await keepParity({ pool, readPipeline, now: new Date(Date.parse(range.from) + day * dayMs) });
  };
  const parts = { whole: [], next: [], none: [], board: [] } as Record<string, Part[]>;
  const measure = async (part: string, work: () => Promise<void>): Promise<void> => {
    let wall = 0;
    const cpu = await cpuOf(db, async () => {
      wall = await seconds(work);
    });
    parts[part]?.push({ wall, ...cpu });
  };
  let compared = 0;
  const ours = async (): Promise<number> => {
    await pool.query("truncate trunkline.parity_day, trunkline.parity_job, trunkline.parity_stale");
    await measure("whole", () => keep(days));
    await oneMoreDay(db);
    await measure("next", () => keep(days + 1));
    await measure("none", () => keep(days + 1));
    await measure("board", async () => {
      compared = await readBoard(db);
    });
    return parts.whole?.at(-1)?.wall as number;
  };
  const reference = (): Promise<number> =>
    seconds(async () => {
      for (const table of ["expected_start", "legacy_run"])
        await pool.query(`select * from trunkline.${table}`);
    });
  const { all, ...figures } = await alternate(rounds, reference, ours);
  return {
    ...{ name: "parity", ...figures, unit: "s" },
    params: { rounds, jobs, days, compared, ...parts, all },
  };
}

/** As `trunkline parity` asks for it. @returns how many runs were compared */
async function readBoard({ pool }: BenchDatabase): Promise<number> {
  const project = (await getProject(pool, { name: "test" }))?.id as number;
  const { pipeline: readPipeline } = createDefinitions(pool);
  const now = Date.parse(range.from) + (days + 1) * dayMs;
  let compared = 0;
  let last: ParityJobsRow | undefined;
  do {
    const after = { after: last?.pipeline ?? null, afterTask: last?.task ?? null };
    const every = { project, wave: null, pipeline: null, classes: null, limit: together };
    const page = await parityJobs(pool, { ...every, ...after });
    for (const one of await parityOf(pool, page, { project, span: range, now, readPipeline }))
      compared += judgeGate(usualGate, one.days).comparable;
    last = page.length === together ? page.at(-1) : undefined;
  } while (last !== undefined);
  return compared;
}

/** The runs of the day after the last, as a scheduler's log tells them; of a day before where they are there already. */
async function oneMoreDay({ pool }: BenchDatabase): Promise<void> {
  const day = [range.from, days];
  await pool.query("delete from trunkline.legacy_run where started_at >= $1::date + $2::int", day);
  await pool.query(
    `insert into trunkline.legacy_run (project_id, source_id, key, job, started_at, ended_at, end_known, exit, exit_known, lines)
     select p.project_id, s.id, p.id || '/' || $2::int, 'JOB' || substr(p.name, 2), $1::date + $2::int + interval '3 hours',
            $1::date + $2::int + interval '4 hours', 'value', 0, 'value', array['a line of the log of it']
       from trunkline.pipeline p cross join trunkline.legacy_source s`,
    day,
  );
}

/** Each job ran each day; one in a hundred was late or missing. */
async function fill({ pool }: BenchDatabase): Promise<void> {
  const gl = { name: "gl", stage: "observe" } as const;
  const pipelines = Array.from({ length: jobs }, (_, n) =>
    pipeline(`p${n}`, [task("only")], { wave: gl, legacy: { system: "autosys", job: `JOB${n}` } }),
  );
  await deploy(pool, pipelines);
  await pool.query(`
    insert into trunkline.legacy_job (pipeline_id, task, project_id, system, job)
    select p.id, '', p.project_id, 'autosys', 'JOB' || substr(p.name, 2) from trunkline.pipeline p;
    insert into trunkline.expected_until (pipeline_id, pipeline_revision_id, since, until)
    select p.id, p.pipeline_revision_id, '2026-09-01', now() from trunkline.pipeline p;
    insert into trunkline.legacy_source (project_id, name, kind, watermark, observed)
    select j.id, 'prd', 'autosys', '2026-11-05', '{[2026-09-01,2026-11-05]}' from trunkline.project j;
  `);
  await pool.query(
    `insert into trunkline.expected_start (pipeline_id, task, slot, business_date, due_at, waits, pipeline_revision_id)
     select p.id, '', 't:' || d.day, $1::date + d.day, $1::date + d.day + interval '22 hours', false, p.pipeline_revision_id
       from trunkline.pipeline p cross join generate_series(0, $2 - 1) d(day)`,
    [range.from, days],
  );
  await pool.query(
    `insert into trunkline.legacy_run (project_id, source_id, key, job, started_at, ended_at, end_known, exit, exit_known, lines)
     select p.project_id, s.id, p.id || '/' || d.day, 'JOB' || substr(p.name, 2),
            $1::date + d.day + interval '22 hours 2 seconds' + case when (p.id + d.day) % 200 = 0 then interval '10 minutes' else interval '0' end,
            $1::date + d.day + interval '23 hours', 'value', 0, 'value', array['a line of the log of it']
       from trunkline.pipeline p cross join generate_series(0, $2 - 1) d(day) cross join trunkline.legacy_source s
      where (p.id + d.day) % 200 <> 100`,
    [range.from, days],
  );
  await pool.query("analyze trunkline.expected_start, trunkline.legacy_run, trunkline.legacy_job");
}
