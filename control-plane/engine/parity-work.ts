// Which jobs have something new to be judged, and from which business date on.

import { businessDate, dayBegins } from "#core/business-date.ts";
import { dateOf, dayOf } from "#core/calendar/date.ts";
import { mostApartMs } from "#core/parity/pair.ts";
import type { Pipeline } from "#core/pipeline.ts";
import type { Db } from "#store/connect.ts";
import { type ParityJobsRow, type ParityStaleRow, parityStale } from "#store/parity.sql.ts";

export type ReadPipeline = (revision: number) => Promise<Pipeline>;

export interface ParityWork {
  job: ParityJobsRow;
  pipeline: Pipeline;
  /** The first date that is to be judged; null: nothing new. */
  from: string | null;
  /** The first date that is not over. */
  until: string;
}

export const jobKey = ({ pipeline_id, task }: { pipeline_id: number; task: string }): string =>
  `${pipeline_id}/${task}`;

/** @param readStale Of which jobs something new is known: whoever keeps what it judges takes it away. */
export async function parityWork(
  db: Db,
  jobs: readonly ParityJobsRow[],
  { now, readPipeline }: { now: number; readPipeline: ReadPipeline },
  readStale: typeof parityStale = parityStale,
): Promise<ParityWork[]> {
  const pipelines = [...new Set(jobs.map(({ id }) => id))];
  const stale = new Map(
    (await readStale(db, { pipelines })).map((row) => [jobKey(row), row] as const),
  );
  // At once, which reads them by one query.
  const read = await Promise.all(jobs.map(({ revision }) => readPipeline(revision)));
  return jobs.map((job, n) => {
    const pipeline = read[n] as Pipeline;
    const until = businessDate(now, pipeline);
    const from = fromOf(job, pipeline, until, stale.get(jobKey({ pipeline_id: job.id, ...job })));
    return { job, pipeline, from, until };
  });
}

/** Of another revision everything is judged anew: its zone, its tolerances, its rules are others. */
function fromOf(
  { since, judged, revision, until: before }: ParityJobsRow,
  pipeline: Pipeline,
  until: string,
  stale: ParityStaleRow | undefined,
): string | null {
  if (judged !== revision || before === null)
    return dateOf(dayOf(businessDate(since.getTime(), pipeline)) - 1);
  // A run that belongs to nobody, or no more, is as far from a start nearby as that is from what is new.
  const at = stale?.at == null ? null : businessDate(stale.at - 3 * mostApartMs, pipeline);
  const told = [stale?.date, stale?.start, at].filter((date) => date != null);
  const closed = before < until ? [before] : [];
  return [...told, ...closed].sort()[0] ?? null;
}

/** When a business date begins. */
export const beginOf = (date: string, { timezone, newDay }: Pipeline): number =>
  dayBegins(date, { timezone, newDay });
