// The plan: what a revision would change, as a value that is printed, stored, authorized and applied.

import {
  type CalendarEnd,
  calendarEnds,
  type EndingCalendar,
  taskCalendars,
} from "./calendar/ends.ts";
import { canonicalJson } from "./canonical.ts";
import type { AwaitedPipeline } from "./conditions/awaited.ts";
import type { PipelineAssets } from "./lineage.ts";
import type { ReadersChange } from "./may-read.ts";
import type { Pipeline } from "./pipeline.ts";
import { meaningOf } from "./plan/meaning.ts";
import type { Meaning } from "./plan/said.ts";
import { type FieldChange, fieldChanges } from "./plan-fields.ts";
import { type Forecast, forecast } from "./plan-forecast.ts";
import type { PoolChange } from "./pools/declaration.ts";
import { type LostRename, lostRenames, renamesOf } from "./renames.ts";
import type { ZoneWarning } from "./zone-data.ts";

/** sha256 in hex; given by the caller, since the core has no crypto. */
export type Hash = (text: string) => string;

/** A pipeline as a revision wants it or as it is deployed. */
export interface PlannedPipeline {
  name: string;
  /** Its spec file, relative to the project's root. */
  file: string;
  pipeline: Pipeline;
  /** Of `specText`. */
  hash: string;
  /** `specText`, when it is at hand: making it anew is half the cost of a large plan. */
  text?: string;
  /** Files that its commands mention, when they are at hand. */
  mentioned?: string[];
  /** Assets that it writes and reads, when that is at hand. */
  assets?: PipelineAssets;
  /** Pipelines that its conditions ask about, when that is at hand. */
  awaited?: readonly AwaitedPipeline[];
  /** Calendars of its tasks that end, when that is at hand. */
  ofTasks?: readonly EndingCalendar[];
}

export type Action = "added" | "changed" | "removed" | "renamed";

export interface Change extends Partial<Forecast> {
  action: Action;
  /** What it applies together with; absent when that is nothing. */
  bundle?: string;
  pipeline: string;
  file: string;
  before: { hash: string; file: string } | null;
  after: { hash: string; file: string } | null;
  /** What differs, by path in the normalized pipeline; empty for added and removed. */
  fields: FieldChange[];
  /** What a renamed pipeline was called; absent for the others. */
  renamedFrom?: string;
  /** Scripts that it mentions and that changed. */
  scripts: string[];
  /** What its fields mean, in sentences; of changed ones, for people. */
  meaning?: Meaning[];
}

export interface Plan {
  project: string;
  /** The deployed commit it was made against; null for the first. */
  base: string | null;
  commit: string;
  /** The instant from which next runs are counted. */
  at: string;
  /** Sorted by pipeline. */
  changes: Change[];
  /** Pools, locks and rates that `pools.yaml` declares, changes or has no more; sorted by name. */
  pools: PoolChange[];
  /** Who may read the project by conditions, where that changes. */
  readableBy: ReadersChange | null;
  /** Spec files that are in error; nothing that is deployed changes by them. */
  broken: string[];
  /** Calendars that end within two months of `at`, of the pipelines that were read; absent when none does. */
  endingCalendars?: CalendarEnd[];
  /** Of what goes and comes, what looks like a rename that does not say so; absent where nothing does. */
  lostRenames?: LostRename[];
  /** Of tzdata, by which the next runs were reckoned, such as `2026c`. */
  zoneData?: string;
  /** Where servers, workers and database reckon otherwise than each other; absent where they don't, or nobody looked. */
  zoneWarnings?: ZoneWarning[];
  /** What people changed of these pipelines for a time without a commit, and what becomes of it; absent where nothing. */
  drift?: string[];
  /** Of what is changed above, without `at`, what it means, next runs, dates of the change-over and ends of calendars: the same change has the same hash at any time. */
  hash: string;
}

export interface PlanInput {
  project: string;
  base: string | null;
  commit: string;
  at: Temporal.Instant;
  desired: readonly PlannedPipeline[];
  live: readonly PlannedPipeline[];
  broken: readonly string[];
  /** Names of pipelines whose live side must stay though nothing is desired: their file is broken. */
  kept: ReadonlySet<string>;
  /** Changed scripts by the pipelines that mention them. */
  scripts: ReadonlyMap<string, readonly string[]>;
  pools: readonly PoolChange[];
  readableBy?: ReadersChange | null;
  /** Whether changes tell what they do to times: for people, since it takes a third of a large plan. */
  isForecast?: boolean;
  zones?: PlanZones;
}

/** What is known of the data that zones are reckoned with. */
export interface PlanZones {
  version: string;
  warnings: ZoneWarning[];
}

const manyPipelines = 500;

function zonesOf({ zones }: PlanInput): Pick<Plan, "zoneData" | "zoneWarnings"> {
  if (zones === undefined) return {};
  const { version, warnings } = zones;
  return { zoneData: version, ...(warnings.length === 0 ? {} : { zoneWarnings: warnings }) };
}

/** Pairs desired with live by name. `plan(x, x)` has no changes. */
export function plan(input: PlanInput, hash: Hash): Plan {
  const changes: Change[] = [];
  const isLarge = input.desired.length > manyPipelines;
  const add = (
    action: Action,
    before: PlannedPipeline | null,
    after: PlannedPipeline | null,
    scripts: string[],
  ) => {
    const sides = [before?.pipeline ?? null, after?.pipeline ?? null] as const;
    const made = change(action, before, after, scripts);
    if (input.isForecast && before && after) made.meaning = meaningOf(before, after, input.at);
    changes.push(input.isForecast ? { ...made, ...forecast(...sides, input.at, isLarge) } : made);
  };
  const live = new Map(input.live.map((one) => [one.name, one]));
  const renames = renamesOf(input.desired, live, input.kept);
  const come: PlannedPipeline[] = [];
  for (const after of input.desired) {
    const renamed = renames.get(after.name);
    const before = renamed ?? live.get(after.name) ?? null;
    live.delete(before?.name ?? after.name);
    const scripts = [...(input.scripts.get(after.name) ?? [])].sort();
    if (before && isSame(before, after) && scripts.length === 0) continue;
    if (before === null) come.push(after);
    add(renamed ? "renamed" : before ? "changed" : "added", before, after, scripts);
  }
  const gone = [...live.values()].filter(({ name }) => !input.kept.has(name));
  for (const before of gone) add("removed", before, null, []);
  changes.sort((a, b) => (a.pipeline < b.pipeline ? -1 : 1));
  const { project, base, commit } = input;
  const broken = [...input.broken].sort();
  const pools = [...input.pools];
  const readableBy = input.readableBy ?? null;
  const at = input.at.toString();
  const made = { project, base, commit, at, changes, pools, readableBy, broken };
  const ends = calendarEnds(
    input.desired.map(({ pipeline, ofTasks = taskCalendars(pipeline) }) => {
      const { name, calendar, triggers } = pipeline;
      return { name, calendar, triggers, ofTasks };
    }),
    input.at,
  );
  const endingCalendars = ends.length === 0 ? {} : { endingCalendars: ends };
  const lost = lostRenames(gone, come);
  const lostOnes = lost.length === 0 ? {} : { lostRenames: lost };
  return {
    ...made,
    ...endingCalendars,
    ...lostOnes,
    ...zonesOf(input),
    hash: planHash(made, hash),
  };
}

/** Whether applying it changes anything, of pipelines or of the project. */
export const hasChanges = ({ changes, pools, readableBy }: Plan): boolean =>
  changes.length + pools.length > 0 || readableBy !== null;

/** What a plan's `hash` is made of. */
export function planHash(plan: Omit<Plan, "hash">, hash: Hash): string {
  const { project, base, commit, pools, readableBy, broken } = plan;
  const changes = plan.changes.map(hashedOf);
  const readers = readableBy === null ? {} : { readableBy };
  return hash(canonicalJson({ project, base, commit, broken, changes, pools, ...readers }));
}

/** Of a change what it is, and not what it is told to mean. */
function hashedOf(change: Change): Partial<Change> {
  // As every change of a sync is: to copy ten thousand takes 40 ms.
  if (told.every((key) => change[key] === undefined)) return change;
  const copy: Partial<Change> = { ...change };
  for (const key of told) delete copy[key];
  return copy;
}

const told = [
  ...(["nextRuns", "owner", "timezone", "dates", "when", "messages", "meaning", "wave"] as const),
] as const;

const isSame = (a: PlannedPipeline, b: PlannedPipeline): boolean =>
  a.hash === b.hash && a.file === b.file;

function change(
  action: Action,
  before: PlannedPipeline | null,
  after: PlannedPipeline | null,
  scripts: string[],
): Change {
  const one = (after ?? before) as PlannedPipeline;
  const side = (planned: PlannedPipeline | null) =>
    planned && { file: planned.file, hash: planned.hash };
  // In the order of their names, as canonical JSON has them: ten thousand are hashed in a third of the time.
  return {
    action,
    after: side(after),
    before: side(before),
    ...(one.pipeline.bundle === undefined ? {} : { bundle: one.pipeline.bundle }),
    fields: before && after ? fieldChanges(before, after) : [],
    file: one.file,
    pipeline: one.name,
    ...(action === "renamed" && before ? { renamedFrom: before.name } : {}),
    scripts,
  };
}
