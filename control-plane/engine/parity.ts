// How alike the scheduler before and this one are, job by job: what is kept of dates that are over, and judged anew what something
// new is known of.

import { dayBegins } from "#core/business-date.ts";
import { businessCalendar } from "#core/calendar/of-pipeline.ts";
import { type Cover, coverOf, type Told } from "#core/parity/cover.ts";
import {
  type BusinessDate,
  businessDates,
  type DayVerdicts,
  dayVerdicts,
  parityDays,
  withCover,
} from "#core/parity/days.ts";
import type { ParityDay } from "#core/parity/gate.ts";
import type { JudgedPair } from "#core/parity/judge-days.ts";
import type { Pipeline } from "#core/pipeline.ts";
import type { Db } from "#store/connect.ts";
import {
  type ParityJobsRow,
  parityDaysOf,
  paritySources,
  parityTellers,
  toldOfJobs,
} from "#store/parity.sql.ts";
import { judgeParity } from "./judge-parity.ts";
import { jobKey, type ParityWork, parityWork, type ReadPipeline } from "./parity-work.ts";

export interface JobParity {
  job: ParityJobsRow;
  pipeline: Pipeline;
  days: ParityDay[];
  /** By date, as far as there are any. */
  verdicts: ReadonlyMap<string, DayVerdicts>;
}

export interface Span {
  /** Business dates, both included. */
  from: string;
  to: string;
}

export interface Asked {
  project: number;
  span: Span;
  now: number;
  readPipeline: ReadPipeline;
}

/** @param jobs Of one project, at most some hundred: all that is of them is held at once. */
export async function parityOf(
  db: Db,
  jobs: readonly ParityJobsRow[],
  { project, span, now, readPipeline }: Asked,
): Promise<JobParity[]> {
  const work = (await parityWork(db, jobs, { now, readPipeline })).map(within(span));
  const kept = await keptDays(db, jobs, span);
  const fresh = work.filter((one): one is Fresh => one.from !== null);
  const judged = new Map(
    (await judgeParity(db, project, fresh)).map((days, n) => [fresh[n], days] as const),
  );
  const covers = await coversOf(db, project, jobs);
  const datesOf = datesIn(span);
  return work.map((one): JobParity => {
    const { job, pipeline, from } = one;
    const cover = covers(job.job);
    const verdicts = new Map<string, DayVerdicts>();
    for (const day of kept.get(jobKey({ pipeline_id: job.id, task: job.task })) ?? [])
      if (from === null || day.date < from) verdicts.set(day.date, covered(day, cover));
    for (const [date, pairs] of judged.get(one as Fresh) ?? [])
      if (span.from <= date && date <= span.to)
        verdicts.set(date, covered(dayVerdicts(date, pairs), cover));
    const days = parityDays(
      datesOf(pipeline),
      verdicts,
      ({ begin, end }) => begin >= job.since.getTime() && cover.whole(begin, end),
    );
    return { job, pipeline, days, verdicts };
  });
}

/** Every start and run of a job on its dates, also those that match. */
export async function pairsOf(
  db: Db,
  job: ParityJobsRow,
  { project, span, readPipeline }: Omit<Asked, "now">,
): Promise<(JudgedPair & { date: string })[]> {
  const pipeline = await readPipeline(job.revision);
  const [days] = await judgeParity(db, project, [{ job, pipeline, from: span.from }]);
  const cover = (await coversOf(db, project, [job]))(job.job);
  return [...(days ?? [])]
    .filter(([date]) => date <= span.to)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([date, pairs]) => pairs.map((pair) => ({ date, ...withCover(pair, cover) })));
}

type Fresh = ParityWork & { from: string };

/** Also of dates that are not over yet, which are never kept; and not of those that nobody asked for. */
const within =
  ({ from: first, to }: Span) =>
  (one: ParityWork): ParityWork => {
    const from = one.from ?? (to >= one.until ? one.until : null);
    return { ...one, from: from === null || from > to ? null : from < first ? first : from };
  };

const covered = (day: DayVerdicts, cover: Cover): DayVerdicts => ({
  ...day,
  others: day.others.map((pair) => withCover(pair, cover)),
});

/** Of most pipelines dates are the same: they are reckoned once. */
function datesIn({ from, to }: Span): (pipeline: Pipeline) => readonly TimedDate[] {
  const known = new Map<string, TimedDate[]>();
  return (pipeline) => {
    const { timezone, newDay } = pipeline;
    const calendar = businessCalendar(pipeline);
    return known.getOrInsertComputed(JSON.stringify([timezone, newDay, calendar]), () =>
      businessDates(from, to, calendar).map((day) => ({
        ...day,
        begin: dayBegins(day.date, pipeline),
        end: dayBegins(day.date, pipeline, 1),
      })),
    );
  };
}

interface TimedDate extends BusinessDate {
  begin: number;
  end: number;
}

async function keptDays(
  db: Db,
  jobs: readonly ParityJobsRow[],
  { from, to }: Span,
): Promise<Map<string, DayVerdicts[]>> {
  const pipelines = [...new Set(jobs.map(({ id }) => id))];
  const rows = await parityDaysOf(db, { pipelines, from, to });
  return Map.groupBy(
    rows.map((row) => ({ ...row, others: row.others as DayVerdicts["others"] })),
    jobKey,
  );
}

/** Which times are told of a job: by the sources that ever had a run of it. */
async function coversOf(
  db: Db,
  project: number,
  jobs: readonly ParityJobsRow[],
): Promise<(job: string) => Cover> {
  const { told, all } = await toldBy(db, project);
  const names = [...new Set(jobs.map(({ job }) => job))];
  const tellers = new Map(
    (await parityTellers(db, { project, jobs: names })).map(({ job, sources }) => [job, sources]),
  );
  const own = await toldOfSingle(db, project, names);
  return (job) =>
    coverOf(
      all,
      (tellers.get(job) ?? []).flatMap((id) => own.get(`${id}/${job}`) ?? told.get(id) ?? []),
    );
}

/** By source and job, of sources that tell of single jobs. */
async function toldOfSingle(
  db: Db,
  project: number,
  jobs: readonly string[],
): Promise<Map<string, Told>> {
  const rows = await toldOfJobs(db, { project, jobs: [...jobs] });
  const bySource = Map.groupBy(rows, ({ job, source }) => `${source}/${job}`);
  return new Map(
    [...bySource].map(([key, [first, ...more]]) => [
      key,
      {
        watermark: first?.watermark ?? null,
        retired: false,
        spans: spansOf(first ? [first, ...more] : []),
      },
    ]),
  );
}

const spansOf = (rows: readonly { since: number | null; until: number | null }[]) =>
  rows.flatMap(({ since, until }) =>
    since === null || until === null ? [] : [[since, until] as const],
  );

/** `all`: those that tell of whichever job. */
async function toldBy(db: Db, project: number): Promise<{ told: Map<number, Told>; all: Told[] }> {
  const rows = await paritySources(db, { project });
  const told = new Map(
    [...Map.groupBy(rows, ({ id }) => id)].map(([id, spans]) => [
      id,
      {
        watermark: spans[0]?.watermark ?? null,
        retired: spans[0]?.retired ?? false,
        spans: spansOf(spans),
      },
    ]),
  );
  const ofJobs = new Set(rows.flatMap(({ id, of_jobs }) => (of_jobs ? [id] : [])));
  return { told, all: [...told].flatMap(([id, one]) => (ofJobs.has(id) ? [] : one)) };
}
