// What hands a wave over to this scheduler, before anybody does it: the other scheduler's commands, the change to merge, what
// crosses the wave's border, and the business dates on both sides.

import { type Border, bordersOf } from "#core/cutover/borders.ts";
import { type HandOverDates, handOverDates } from "#core/cutover/dates.ts";
import { patchOf } from "#core/patch.ts";
import type { Pipeline } from "#core/pipeline.ts";
import { setInText } from "#core/spec-edit.ts";
import { type Stage, wavePath } from "#core/waves/wave.ts";
import { crontabHolds, withHolds } from "../holds/crontab.ts";
import { type Removable, removables } from "./archive.ts";
import { type Bridge, bridgeOver } from "./bridges.ts";
import {
  archiveCommands,
  holdCommands,
  type LegacyCommand,
  markerOf,
  releaseCommands,
} from "./commands.ts";
import { type JobToHold, jobsToHold } from "./jobs.ts";
import { lostEnds } from "./lost-ends.ts";

export interface CutoverPlan {
  wave: string;
  stage: Stage;
  /** When the hand-over is taken to be: RFC 3339. */
  at: string;
  /** Guards ask whose each run is, so nothing has to be held. */
  guarded: boolean;
  pipelines: PlannedPipeline[];
  jobs: PlannedJob[];
  /** Crontabs that were given, as they are to be: a patch of each that changes. */
  tables: PatchedFile[];
  /** Of the wave's file. */
  change: PatchedFile;
  borders: PlannedBorder[];
  /** Of a wave that is live or retired: what is kept of each job, and taken away there, once it was quiet for long enough. */
  archive: { job: string; commands: LegacyCommand[] }[];
  /** Of a wave that is live or retired: what can be taken away there, by name. */
  removable: Removable[];
  /** What to do, in this order. */
  steps: string[];
  warnings: string[];
}

export interface PatchedFile {
  file: string;
  patch: string;
}

export interface PlannedPipeline extends HandOverDates {
  pipeline: string;
}

export interface PlannedJob extends JobToHold {
  hold: LegacyCommand[];
  release: LegacyCommand[];
}

export interface PlannedBorder extends Border {
  bridge: Bridge;
}

export interface PlanInput {
  wave: string;
  /** Of the wave's file. */
  text: string;
  /** All of the project. */
  pipelines: readonly Pipeline[];
  /** Milliseconds since 1970. */
  at: number;
  /** Tables as they are, by what they are called. */
  tables: ReadonlyMap<string, string>;
}

/** How old a read-back may be, in a wave that says nothing of it. */
const usualWithin = "15m";

/** @returns null: nothing is in the wave. */
export function planCutover({ wave, text, pipelines, at, tables }: PlanInput): CutoverPlan | null {
  const sorted = [...pipelines].sort((a, b) => (a.name < b.name ? -1 : 1));
  const members = sorted.filter((one) => one.wave?.name === wave);
  const [first] = members;
  if (first?.wave === undefined) return null;
  const { stage, guard = null, hold } = first.wave;
  const jobs = members.flatMap(jobsToHold).map((job) => ({
    ...job,
    hold: holdCommands(job, wave),
    release: releaseCommands(job, wave),
  }));
  const dates = members.map((one) => ({
    pipeline: one.name,
    ...handOverDates(one, at, guard),
  }));
  const estate = new Map(sorted.map((one) => [one.name, one]));
  const borders = bordersOf(wave, sorted).map((border) => ({
    ...border,
    bridge: bridgeOver(border, estate),
  }));
  const isHeld = guard !== null || hold !== undefined || jobs.length === 0;
  const plan = {
    ...{ wave, stage, at: new Date(at).toISOString(), guarded: guard !== null },
    pipelines: dates,
    jobs,
    tables: guard === null ? patchedTables(jobs, tables, wave) : [],
    change: changeOf(wave, text, isHeld),
    borders,
    removable:
      stage === "live" || stage === "retired"
        ? removables({ wave, members, jobs, borders, guard })
        : [],
    archive:
      stage === "live" || stage === "retired"
        ? jobs.map((job) => ({ job: job.job, commands: archiveCommands(job) }))
        : [],
  };
  const warnings = [...warningsOf(plan, tables), ...lostEnds(wave, sorted)];
  return { ...plan, steps: stepsOf(plan), warnings };
}

/** Without a guard the wave also asks for holds to be read back. */
function changeOf(wave: string, text: string, isHeld: boolean): PatchedFile {
  const file = wavePath(wave);
  const live = setInText(text, ["stage"], "live");
  const after = live === null || isHeld ? live : setInText(live, ["hold"], { within: usualWithin });
  return { file, patch: patchOf([{ path: file, before: text, after: after ?? text }]) };
}

function patchedTables(
  jobs: readonly JobToHold[],
  tables: ReadonlyMap<string, string>,
  wave: string,
): PatchedFile[] {
  const commands = jobs.filter(({ system }) => system === "cron").map(({ job }) => job);
  return [...tables].flatMap(([file, before]): PatchedFile[] => {
    const after = withHolds(before, commands, markerOf(wave));
    return after === before ? [] : [{ file, patch: patchOf([{ path: file, before, after }]) }];
  });
}

type Unfinished = Omit<CutoverPlan, "steps" | "warnings">;

function stepsOf({ wave, guarded, jobs, change, borders }: Unfinished): string[] {
  const bridges = borders.filter(({ bridge }) => !bridge.isBuilt);
  return [
    ...(bridges.length === 0 ? [] : ["put up the bridges"]),
    ...(guarded
      ? ["call each job's guard once with `--renew`, so that it has been answered"]
      : jobs.length === 0
        ? []
        : [
            "hold the jobs in the other scheduler",
            `read the holds back: trunkline cutover check ${wave}`,
          ]),
    ...(change.patch === "" ? [] : [`merge the change of ${change.file}`]),
    `prove the state, and keep it proved: trunkline cutover check ${wave} --follow`,
  ];
}

function warningsOf(
  { wave, stage, guarded, pipelines, jobs, tables: patched, change }: Unfinished,
  tables: ReadonlyMap<string, string>,
): string[] {
  const commands = jobs.filter(({ system }) => system === "cron").map(({ job }) => job);
  const read = tables.size > 0 && !guarded ? crontabHolds([...tables.values()], commands) : [];
  return [
    ...(stage === "live" || stage === "retired" ? [`the wave "${wave}" is ${stage} already`] : []),
    ...(jobs.length === 0 ? ["no pipeline of the wave says which job it was (`legacy`)"] : []),
    ...(stage !== "live" && change.patch === ""
      ? [`${change.file} can't be edited by itself: write \`stage: live\``]
      : []),
    ...pipelines.flatMap(({ pipeline, splitDate, wholeFrom }) =>
      splitDate === null
        ? []
        : [
            `${pipeline}: ${splitDate} would be in both; hand over after ${wholeFrom}, before its next due time`,
          ],
    ),
    ...read.flatMap(({ job, state }) =>
      state === "absent" ? [`no table that was given has the command ${job}`] : [],
    ),
    ...(!guarded && commands.length > 0 && tables.size === 0 && patched.length === 0
      ? ["give the tables with --crontab FILE to see the lines to comment out"]
      : []),
    ...(jobs.some(({ system }) => system === "autosys")
      ? ["don't put jobs on ice: what waits for an iced job there goes on as if it had succeeded"]
      : []),
  ];
}
