// Judges the business dates that are over and keeps what it found: only of jobs of which something new is known since, and only
// where that changes anything. Every row's hash is in the audit.

import { createHash } from "node:crypto";
import type pg from "pg";
import { canonicalJson } from "#core/canonical.ts";
import { type DayVerdicts, dayVerdicts } from "#core/parity/days.ts";
import { type ParityRow, parityText } from "#core/parity/row.ts";
import type { Db } from "#store/connect.ts";
import {
  lockParity,
  observedProjects,
  type ParityJobsRow,
  parityDaysOf,
  parityJobs,
  putParityDays,
  putParityJobs,
  takeParityStale,
} from "#store/parity.sql.ts";
import { transaction } from "#store/transaction.ts";
import { writeAudit } from "#store/write-audit.ts";
import { judgeParity } from "./judge-parity.ts";
import { jobKey, type ParityWork, parityWork, type ReadPipeline } from "./parity-work.ts";

/** Jobs of one transaction: all that is of them is held at once. */
const together = 500;

export interface Keeping {
  pool: pg.Pool;
  readPipeline: ReadPipeline;
  now: Date;
  signal?: AbortSignal;
}

/** @returns how many business dates of jobs were judged, and of how many another row is kept */
export async function keepParity(of: Keeping): Promise<{ judged: number; kept: number }> {
  const sum = { judged: 0, kept: 0 };
  for (const project of await observedProjects(of.pool)) {
    let last: ParityJobsRow | undefined;
    do {
      if (of.signal?.aborted) return sum;
      const after = { after: last?.pipeline ?? null, afterTask: last?.task ?? null };
      const page = await transaction(of.pool, async (db) => {
        await lockParity(db, { project: project.id });
        const every = { wave: null, pipeline: null, classes: null, limit: together };
        const jobs = await parityJobs(db, { project: project.id, ...every, ...after });
        const done = await keepOf(db, project, jobs, of);
        sum.judged += done.judged;
        sum.kept += done.kept;
        return jobs;
      });
      last = page.length === together ? page.at(-1) : undefined;
    } while (last !== undefined);
  }
  return sum;
}

type New = ParityWork & { from: string };

async function keepOf(
  db: Db,
  project: { id: number; name: string },
  jobs: readonly ParityJobsRow[],
  { now, readPipeline }: Keeping,
): Promise<{ judged: number; kept: number }> {
  const at = { now: now.getTime(), readPipeline };
  const work = (await parityWork(db, jobs, at, takeParityStale)).filter(
    (one): one is New => one.from !== null && one.from < one.until,
  );
  if (work.length === 0) return { judged: 0, kept: 0 };
  const found = await judgeParity(db, project.id, work);
  const known = await keptDays(db, work);
  const rows: ParityRow[] = [];
  let judged = 0;
  for (const [n, { job, from, until }] of work.entries()) {
    const days = found[n] as (typeof found)[number];
    const before = known.get(jobKey({ pipeline_id: job.id, task: job.task })) ?? new Map();
    const dates = new Set([...days.keys(), ...before.keys()]);
    for (const date of [...dates].sort()) {
      if (date < from || date >= until) continue;
      judged++;
      const day = dayVerdicts(date, days.get(date) ?? []);
      if (isSame(day, before.get(date))) continue;
      rows.push({
        ...{ id: job.id, task: job.task, revision: job.revision },
        ...{ date, matched: day.matched, others: day.others },
      });
    }
  }
  if (rows.length > 0) await putRows(db, project.name, rows);
  await putParityJobs(db, {
    pipelines: work.map(({ job }) => job.id),
    tasks: work.map(({ job }) => job.task),
    revisions: work.map(({ job }) => job.revision),
    untils: work.map(({ until }) => until),
  });
  return { judged, kept: rows.length };
}

async function keptDays(
  db: Db,
  work: readonly New[],
): Promise<Map<string, Map<string, DayVerdicts>>> {
  // Of what was never judged nothing is kept.
  const again = work.filter(({ job }) => job.judged !== null);
  const kept = new Map<string, Map<string, DayVerdicts>>();
  if (again.length === 0) return kept;
  const rows = await parityDaysOf(db, {
    pipelines: [...new Set(again.map(({ job }) => job.id))],
    from: again.map(({ from }) => from).sort()[0] as string,
    to: again
      .map(({ until }) => until)
      .sort()
      .at(-1) as string,
  });
  for (const row of rows)
    kept
      .getOrInsertComputed(jobKey(row), () => new Map())
      .set(row.date, { ...row, others: row.others as DayVerdicts["others"] });
  return kept;
}

const isSame = (day: DayVerdicts, before: DayVerdicts | undefined): boolean =>
  day.matched === (before?.matched ?? 0) &&
  canonicalJson(day.others) === canonicalJson(before?.others ?? []);

async function putRows(db: Db, project: string, rows: readonly ParityRow[]): Promise<void> {
  const hash = createHash("sha256");
  for (const row of rows) hash.update(parityText(row));
  const record = await writeAudit(db, {
    ...{ actor: "trunkline", act: "judge parity", subject: project },
    detail: { rows: rows.length, sha256: hash.digest("hex") },
  });
  await putParityDays(db, {
    record: `${record}`,
    pipelines: rows.map(({ id }) => id),
    tasks: rows.map(({ task }) => task),
    dates: rows.map(({ date }) => date),
    revisions: rows.map(({ revision }) => revision),
    matched: rows.map(({ matched }) => matched),
    others: rows.map(({ others }) => others),
  });
}
