// An estate whose other scheduler does what this one would do under declared durations: its runs as they would be told.

import { fires } from "#core/simulation/fire.ts";
import { startLine } from "#core/simulation/line.ts";
import type { LegacyEstate } from "#migrators/legacy.ts";
import type {
  DecidedStart,
  DueRun,
  ObservedEstate,
  ToldEnd,
} from "#migrators/observe/observed-estate.ts";
import { History, RevisionRow } from "#migrators/observe/observed-rows.ts";
import { DeclaredDurations } from "#migrators/runs/durations.ts";
import { translatedJobs } from "#migrators/runs/translated-jobs.ts";
import { TranslatedRuns } from "#migrators/runs/translated-runs.ts";
import type { DateRange } from "#migrators/simulate.ts";
import { translate } from "#migrators/translate/translate.ts";

export interface ObservedTwin {
  estate: ObservedEstate;
  /** Moments at which jobs started, by `PIPELINE/PART`. */
  starts: Map<string, string[]>;
}

const dayMs = 86_400_000;

export function observedTwin(
  legacy: LegacyEstate,
  durations: ReadonlyMap<string, number>,
  range: DateRange,
): ObservedTwin {
  const translation = translate(legacy);
  const declared = new DeclaredDurations(durations);
  const rows = translatedJobs(translation).map(({ pipeline, jobs }, n) => ({
    row: new RevisionRow(pipeline, n, new History()),
    jobs,
  }));
  const places = new Map<string, { pipeline: string; task: string; key: string }>();
  for (const { row, jobs } of rows)
    for (const [index, job] of jobs.entries()) {
      const part = row.parts[index];
      if (job !== null && part != null)
        places.set(job.key, { pipeline: row.pipeline.name, task: part, key: job.key });
    }
  const ours = new TranslatedRuns(translation, range, (job) => declared.of(job));
  const until = Date.parse(range.to) + dayMs;
  const starts = new Map<string, string[]>();
  const told: ToldEnd[] = [];
  for (let at = ours.nextAt(); at !== null && at < until; at = ours.nextAt())
    for (const { job, date, at: start } of ours.step()) {
      const place = places.get(job);
      if (!place) throw new Error(`${job} has no task`);
      told.push({
        ...{ id: told.length + 1, pipeline: place.pipeline, task: place.task, job, source: "log" },
        ...{ date: legacy.system === "autosys" ? null : date, start },
        ...{ end: start + declared.of({ key: job }).ms, hidesEnd: false, exit: 0 },
        outcome: "succeeded",
      });
      starts
        .getOrInsertComputed(`${place.pipeline}/${place.task}`, () => [])
        .push(new Date(start).toISOString());
    }
  const due: DueRun[] = rows.flatMap(({ row: { pipeline, revision } }) =>
    [...fires(pipeline, { from: { date: range.from }, to: { date: range.to } })].map((fire) => ({
      ...{ pipeline: pipeline.name, revision, date: fire.date, at: fire.at },
      slot: startLine(fire, fire.at, pipeline.timezone).slot,
    })),
  );
  const since = new Map(rows.map(({ row }) => [row.pipeline.name, Date.parse(range.from)]));
  const takes = rows.flatMap(({ row: { pipeline } }) =>
    pipeline.tasks.flatMap(({ gates }) => gates?.takes ?? []),
  );
  // The twin has as many as anybody asks for; a lock is one.
  const units = new Map(
    takes.map(({ pool, amount }) => [pool, typeof amount === "number" ? 1_000 : 1]),
  );
  return {
    starts,
    estate: {
      ...{
        project: "test",
        revisions: new Map(rows.map(({ row }) => [row.revision, row.pipeline])),
      },
      ...{ since, due, told, real: [], events: [], until, units },
      variables: translation.estate.variables.map(({ name, value }) => ({
        ...{ name, value: value.value, at: 0 },
      })),
    },
  };
}

/** When each job would have started, by `PIPELINE/PART`; and whether something of it was hidden. */
export function startsByJob(decided: readonly DecidedStart[], { estate }: ObservedTwin) {
  const isJob = new Set(estate.told.map(({ pipeline, task }) => `${pipeline}/${task}`));
  const found = new Map<string, { ready: string[]; hidden: boolean }>();
  for (const { pipeline, task, ready, hidden } of decided) {
    const key = `${pipeline}/${task}`;
    if (!isJob.has(key)) continue;
    const of = found.getOrInsertComputed(key, () => ({ ready: [], hidden: false }));
    if (hidden !== null) of.hidden = true;
    if (ready !== null) of.ready.push(new Date(ready).toISOString());
  }
  for (const { ready } of found.values()) ready.sort();
  return found;
}
