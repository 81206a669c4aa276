// How alike the scheduler before and this one start what is observed, job by job: read for some hundred jobs at a time.

import { businessDate, dayBegins } from "#core/business-date.ts";
import { businessCalendar } from "#core/calendar/of-pipeline.ts";
import { coverOf, type Told } from "#core/parity/cover.ts";
import { parityDays } from "#core/parity/days.ts";
import type { ParityDay } from "#core/parity/gate.ts";
import { type ExpectedStart, pairStarts } from "#core/parity/pair.ts";
import { type Judged, judgePair, usualTolerances } from "#core/parity/verdict.ts";
import type { Pipeline } from "#core/pipeline.ts";
import type { Db } from "#store/connect.ts";
import {
  type ParityJobsRow,
  type ParityRunsRow,
  parityRuns,
  paritySources,
  parityStarts,
} from "#store/parity.sql.ts";

const dayMs = 86_400_000;

/** A business date of a zone begins and ends up to so much apart from that of UTC, and a run may be late. */
const aroundMs = 2 * dayMs;

export interface JobParity {
  job: ParityJobsRow;
  days: ParityDay[];
  /** Of both sides, by the places of `judged`. */
  expected: readonly ExpectedStart[];
  runs: readonly ParityRunsRow[];
  judged: readonly Judged[];
}

export interface Span {
  /** Business dates, both included. */
  from: string;
  to: string;
}

/** @param jobs Of one project, at most some hundred: all that is of them is held at once. */
export async function parityOf(
  db: Db,
  project: number,
  jobs: readonly ParityJobsRow[],
  { from, to }: Span,
  readPipeline: (revision: number) => Promise<Pipeline>,
): Promise<JobParity[]> {
  const pipelines = [...new Set(jobs.map(({ id }) => id))];
  const keyOf = (pipeline: number, task: string) => `${pipeline}/${task}`;
  const starts = Map.groupBy(
    await parityStarts(db, { pipelines, from, to }),
    ({ pipeline_id, task }) => keyOf(pipeline_id, task),
  );
  const runs = Map.groupBy(
    await parityRuns(db, {
      ...{ project, jobs: [...new Set(jobs.map(({ job }) => job))], from, to },
      since: new Date(Date.parse(from) - aroundMs),
      until: new Date(Date.parse(to) + dayMs + aroundMs),
    }),
    ({ job }) => job,
  );
  const told = await toldBy(db, project);
  const found: JobParity[] = [];
  for (const job of jobs) {
    const { timezone, newDay, ...pipeline } = await readPipeline(job.revision);
    const dateAt = (at: number) => businessDate(at, { timezone, newDay });
    const expected = (starts.get(keyOf(job.id, job.task)) ?? []).map(startOf);
    const its = (runs.get(job.job) ?? []).filter(
      ({ date, start }) => date !== null || (start !== null && isIn(dateAt(start), { from, to })),
    );
    const sources = new Set(its.map(({ source_id }) => source_id));
    const cover = coverOf(
      [...told.values()],
      [...sources].flatMap((id) => told.get(id) ?? []),
    );
    const legacy = its.map(({ date, start, how }) => ({
      date,
      start,
      how: how as "forced" | null,
    }));
    const judged = pairStarts(expected, legacy, usualTolerances.startMs).map((pair) =>
      judgePair(
        pair,
        expected[pair.expected ?? -1],
        legacy[pair.legacy ?? -1],
        cover,
        usualTolerances,
      ),
    );
    const dateOfRun = (index: number) => dateAt(its[index]?.start ?? 0);
    const begins = (date: string, later: number) => dayBegins(date, { timezone, newDay }, later);
    const isObserved = (date: string): boolean =>
      begins(date, 0) >= job.since.getTime() && cover.whole(begins(date, 0), begins(date, 1));
    const calendar = businessCalendar(pipeline);
    const days = parityDays(judged, dateOfRun, { from, to }, calendar, isObserved);
    found.push({ job, days, expected, runs: its, judged });
  }
  return found;
}

const isIn = (date: string, { from, to }: Span): boolean => from <= date && date <= to;

const startOf = (row: {
  date: string;
  due: number;
  waits: boolean;
  ready: number | null;
}): ExpectedStart => ({
  ...{ date: row.date, due: row.due, waits: row.waits },
  ready: row.waits ? row.ready : row.due,
});

async function toldBy(db: Db, project: number): Promise<Map<number, Told>> {
  const rows = await paritySources(db, { project });
  return new Map(
    [...Map.groupBy(rows, ({ id }) => id)].map(([id, spans]) => [
      id,
      {
        watermark: spans[0]?.watermark ?? null,
        spans: spans.flatMap(({ since, until }) =>
          since === null || until === null ? [] : [[since, until] as const],
        ),
      },
    ]),
  );
}
