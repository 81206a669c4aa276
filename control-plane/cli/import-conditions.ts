// `trunkline import --simulate --conditions`: starts of each job when jobs wait for each other and take as long as declared, by the
// legacy rules and, with --compare, by ours.

import { parseDuration } from "#core/duration.ts";
import { clockText } from "#core/schedule/clock-text.ts";
import type { LegacyEstate, LegacyJob } from "#migrators/legacy.ts";
import { type ComparedRun, compareRuns } from "#migrators/runs/compare-runs.ts";
import { DeclaredDurations } from "#migrators/runs/durations.ts";
import { incomparable } from "#migrators/runs/incomparable.ts";
import { legacyRuns } from "#migrators/runs/legacy-runs.ts";
import {
  type LegacyRunSimulation,
  type NeverStarted,
  nothingRuns,
} from "#migrators/runs/run-simulation.ts";
import { TranslatedRuns } from "#migrators/runs/translated-runs.ts";
import type { DateRange } from "#migrators/simulate.ts";
import { translate } from "#migrators/translate/translate.ts";
import type { ImportParamsSpec } from "#schemas/types.ts";
import { CommandError, type Exit } from "./exit.ts";
import { tellUnknown } from "./import-simulate.ts";
import type { Output } from "./output.ts";
import { readDurationsFile } from "./plan-inputs.ts";

/** Between two looks at whether the reader keeps up. */
const linesPerLook = 8_192;
/** Rules that are named of a difference. */
const mostRules = 4;

interface Asked {
  range: DateRange;
  compare: boolean;
  durations: DeclaredDurations;
}

/** Of the parameters, and before them of the file. @throws CommandError where that has mistakes */
export function declaredDurations(
  params: ImportParamsSpec,
  file: string | undefined,
  cwd: string,
  out: Output,
): DeclaredDurations {
  const { declared, diagnostics } = readDurationsFile(file, cwd);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  for (const { line, column, message } of errors)
    out.error(`error: ${file}:${line}:${column}: ${message}`);
  if (errors.length > 0) throw new CommandError("usage", `${file} has mistakes`);
  const all = new Map<string, number>();
  for (const [job, text] of Object.entries(params.durations ?? {}))
    all.set(job, parseDuration(text) ?? 0);
  const exitCodes = new Map<string, number>();
  for (const [job, { expected, exitCode }] of declared) {
    if (expected) all.set(job, expected.medianMs);
    if (exitCode !== 0) exitCodes.set(job, exitCode);
  }
  return new DeclaredDurations(all, exitCodes);
}

export async function simulateConditions(
  estate: LegacyEstate,
  { range, compare, durations }: Asked,
  out: Output,
): Promise<Exit> {
  const endsOf = (job: LegacyJob) => durations.of(job);
  const ours = compare ? new TranslatedRuns(translate(estate), range, endsOf) : nothingRuns;
  const legacy = legacyRuns[estate.system]?.(estate, range, endsOf);
  if (!legacy) throw new CommandError("usage", `jobs of ${estate.system} wait for nothing`);
  for (const name of durations.unused) out.note(`warning: no job is called ${name}`);
  const apart = compare ? incomparable(estate) : new Map<string, LegacyJob>();
  const jobs = new Map(estate.jobs.map((job) => [job.key, job]));
  const counts = { both: 0, legacy: 0, ours: 0, apart: 0 };
  const started = new Set<string>();
  const told = new Set<string>();
  let lines = 0;
  for (const run of compareRuns(legacy, ours, range)) {
    const { job, side } = run;
    if (side !== "ours") started.add(job);
    const because = apart.get(job)?.refusals[0]?.code;
    counts[because === undefined ? side : "apart"]++;
    const isTold = compare && because === undefined && side !== "both" && !told.has(job);
    if (isTold) told.add(job);
    printRun(run, { compare, because, rules: isTold ? rulesOf(jobs.get(job)) : null }, out);
    if (++lines % linesPerLook === 0) {
      out.progress(`${run.date}, ${lines} starts`);
      await out.drained();
    }
  }
  printNever(legacy, { range, started }, out);
  const isUnknown = tellUnknown(estate, out);
  if (!compare) return isUnknown ? "failed" : "ok";
  out.note(
    counts.legacy + counts.ours === 0
      ? `${counts.both} starts, the same on both sides`
      : `${counts.both} starts on both sides, ${counts.legacy} only by the legacy rules, ${counts.ours} only by ours; ${told.size} jobs differ`,
  );
  if (apart.size > 0)
    out.note(
      `${apart.size} jobs are refused or hang on one that is: their ${counts.apart} starts are not compared`,
    );
  return counts.legacy + counts.ours === 0 && !isUnknown ? "ok" : "failed";
}

function printRun(
  { job, date, at, side, explain }: ComparedRun,
  {
    compare,
    because,
    rules,
  }: { compare: boolean; because: string | undefined; rules: string[] | null },
  out: Output,
): void {
  const instant = `${clockText(at / 1000)}Z`;
  const why = rules === null ? {} : { ...explain(), rules };
  out.json({
    job,
    date,
    at: instant,
    ...(compare && { side }),
    ...(because && { code: because }),
    ...why,
  });
  if (!compare) out.text(`${instant}  ${date}  ${job}`);
  if (rules === null) return;
  const { legacy, ours } = explain();
  out.text(`${instant}  ${date}  ${job}  only by ${side === "ours" ? "ours" : "the legacy rules"}`);
  for (const line of [`by the legacy rules ${legacy}`, `by ours ${ours}`, ...rules])
    out.text(`    ${line}`);
}

/** Where what it waits for is written, else the job itself. */
function rulesOf(job: LegacyJob | undefined): string[] {
  if (job === undefined) return [];
  const from = job.condition?.from ?? [];
  const named = from.map(({ name, place }) => `${place.file}:${place.line}  ${name}`);
  const { file, line } = job.statement.place;
  return named.length > 0
    ? [...new Set(named)].slice(0, mostRules)
    : [`${file}:${line}  ${job.name}`];
}

/** Of each job the first date, with how many there are. */
function printNever(
  legacy: LegacyRunSimulation,
  { range, started }: { range: DateRange; started: ReadonlySet<string> },
  out: Output,
): void {
  const byJob = Map.groupBy(legacy.neverStarted(), ({ job }) => job);
  for (const [job, all] of byJob) {
    const asked = all.filter(({ date }) => date >= range.from && date < range.to);
    const [first] = asked as [NeverStarted?];
    if (!first) continue;
    const { date, waitsFor } = first;
    out.json({ job, date, never: asked.length, started: started.has(job), waitsFor });
    const dates =
      asked.length === 1 ? `not on ${date}` : `not on ${asked.length} dates from ${date} on`;
    const what = started.has(job) ? `starts ${dates}` : "never starts in this span";
    out.text(`${job} ${what}: it waits for ${waitsFor}`);
  }
}
