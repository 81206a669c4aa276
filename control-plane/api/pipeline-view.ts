// Pipelines as the API shows them, from their rows.

import { type Diagnostic, printed } from "#core/diagnostic.ts";
import { healthOf } from "#core/health.ts";
import { nextRuns } from "#core/next-runs.ts";
import type { Schedule } from "#core/pipeline.ts";
import { describeSchedule } from "#core/schedule/describe.ts";
import type { Stale } from "#core/stale.ts";
import { storedPipeline } from "#core/stored-spec.ts";
import { pipelineSync, type SyncState } from "#core/sync-state.ts";
import { stageText } from "#core/waves/refusal.ts";
import { wavePath } from "#core/waves/wave.ts";
import type { Db } from "#store/connect.ts";
import { type PausesOfRow, pausesOf } from "#store/holds.sql.ts";
import {
  type DeployedPipelineRow,
  deployedPipeline,
  type ListPipelinesRow,
  type PipelinesOfNameRow,
  pipelinesOfName,
} from "#store/pipelines.sql.ts";
import { databaseClock, type LatestRunsRow, latestRuns } from "#store/runs.sql.ts";
import { listTriggers } from "#store/triggers.sql.ts";
import { notesOf } from "./break-glass-view.ts";
import { notFound, Problem } from "./problem.ts";
import { isoOrNull } from "./route.ts";
import { type Sight, seesAll } from "./sight.ts";
import type { BreakGlassNote, PipelineSummary, PipelineView } from "./types.ts";
import { projectReason, veilFor } from "./veil.ts";

export interface PipelineName {
  /** `-`: the only project that has the name. */
  project: string;
  name: string;
}

/** The deployed pipeline. @throws Problem 404 when there is none, 409 when `-` stands for several. */
export async function findDeployed(db: Db, asked: PipelineName): Promise<DeployedPipelineRow> {
  const rows = await deployedPipeline(db, {
    name: plain(asked.name),
    project: projectGiven(asked),
  });
  const [row] = rows;
  if (rows.length > 1) throw ambiguous(asked.name, rows);
  if (row) return row;
  const [gone] = await pipelinesOfName(db, {
    name: plain(asked.name),
    project: projectGiven(asked),
  });
  throw notFound(`deployed pipeline "${nameOf(asked)}"`, gone && goneText(gone, asked));
}

/** The project of a name that is or was deployed, and the name that it has now. @throws Problem as findDeployed does. */
export async function findNamed(
  db: Db,
  asked: PipelineName,
  classes: readonly number[] | null,
): Promise<{ project: string; name: string; ids: number[]; removed: boolean }> {
  const name_ = plain(asked.name);
  const rows = await pipelinesOfName(db, { name: name_, project: projectGiven(asked), classes });
  const projects = [...new Set(rows.map(({ project }) => project))];
  const [project] = projects;
  if (project === undefined) throw notFound(`pipeline "${nameOf(asked)}"`);
  if (projects.length > 1)
    throw ambiguous(
      asked.name,
      projects.map((each) => ({ project: each })),
    );
  const removed = rows.every((row) => row.removed_at !== null);
  const name = rows[0]?.name ?? asked.name;
  const ids = rows.flatMap((row) => (row.name === name ? row.id : []));
  return { project, name, ids, removed };
}

const goneText = ({ name }: PipelinesOfNameRow, asked: PipelineName): string =>
  name === asked.name
    ? "It was removed; its history and its runs are still there."
    : `It was renamed: it is called "${name}" now.`;

/** Null: whichever has one of the name. */
export const projectGiven = ({ project }: PipelineName): string | null =>
  project === "-" ? null : plain(project);

export const nameOf = ({ project, name }: PipelineName): string =>
  project === "-" ? name : `${project}/${name}`;

/** Postgres refuses NUL in a text; no name holds one. */
export const plain = (name: string): string => name.replaceAll("\0", "\ufffd");

export const ambiguous = (name: string, rows: readonly { project: string }[]): Problem =>
  new Problem("ambiguous", `several projects have a pipeline "${name}"`, {
    hint: "Name the project.",
    candidates: rows.map(({ project }) => `${project}/${name}`),
  });

/** Rows with their newest runs; `held`: why scheduling holds. */
export async function summariesOf(
  db: Db,
  rows: readonly ListPipelinesRow[],
  held: string | null,
  sight: Sight = seesAll,
): Promise<PipelineSummary[]> {
  const latest = await latestRuns(db, { pipelines: rows.map(({ id }) => id) });
  const lastRuns = new Map(latest.map((row) => [row.pipeline_id, row]));
  const pauses = await pausesOf(db, { pipelines: rows.map(({ id }) => id) });
  const paused = new Map(
    pauses.flatMap((row) =>
      row.mode === "hold" ? [[row.pipeline_id, pausedText(row)] as const] : [],
    ),
  );
  const notes = await notesOf(
    db,
    rows.map(({ id }) => id),
  );
  return rows.map((row) =>
    summaryOf(row, lastRuns.get(row.id) ?? null, {
      breakGlass: notes.get(row.id) ?? null,
      scheduling: held,
      pause: paused.get(row.id) ?? null,
      sight,
    }),
  );
}

const pausedText = ({ actor, reason }: PausesOfRow): string =>
  `paused by ${actor}${reason === null ? "" : `: ${reason}`}`;

/** Null for a pipeline that is as its file says. */
export function staleOf(
  row: Pick<
    ListPipelinesRow,
    "broken" | "broken_at" | "broken_file" | "broken_in" | "diagnostics" | "file"
  >,
): Stale | null {
  if (!row.broken) return null;
  const found = (row.diagnostics ?? []) as Diagnostic[];
  const first = found.find(({ severity }) => severity === "error") ?? found[0];
  return {
    file: first?.file ?? row.broken_file ?? row.file,
    message: first?.message ?? null,
    line: first?.line ?? null,
    commit: row.broken_in,
    since: isoOrNull(row.broken_at),
  };
}

function summaryOf(
  row: ListPipelinesRow,
  last: LatestRunsRow | null,
  held: {
    scheduling: string | null;
    pause: string | null;
    breakGlass: BreakGlassNote | null;
    sight: Sight;
  },
): PipelineSummary {
  const { description, owner, tags, timezone, triggers, bundle, wave } = storedPipeline(row.spec);
  const stale = staleOf(row);
  return {
    project: row.project,
    name: row.name,
    file: row.file,
    description,
    owner,
    tags,
    bundle: bundle ?? null,
    stale,
    sync: pipelineSync(
      row.name,
      {
        state: row.sync_state as SyncState,
        reason: projectReason(row.project, row.sync_reason, held.sight),
        heldNames: row.held_names,
      },
      stale,
    ),
    changedIn: { commit: row.changed_in, author: row.author_name, change: row.change_number },
    nextRun: isoOrNull(row.next_at),
    timezone,
    when: triggers.map((one) => describeSchedule(one.schedule, one.timezone)),
    lastRun: last && {
      id: last.id,
      state: last.state,
      slot: last.slot,
      finishedAt: isoOrNull(last.finished_at),
    },
    paused: held.pause !== null,
    wave: wave ? { ...wave, file: wavePath(wave.name), line: row.stage_line } : null,
    breakGlass: held.breakGlass,
    health: healthOf({
      deployed: true,
      stale,
      // Without a trigger nothing of it is suspended.
      held: held.pause ?? stageText(wave) ?? (triggers.length > 0 ? held.scheduling : null),
      lastRun: last,
    }),
  };
}

const nextCount = 10;

export async function pipelineViewOf(
  db: Db,
  row: DeployedPipelineRow,
  held: string | null,
  sight: Sight,
): Promise<PipelineView> {
  const [[summary], triggers, clock] = await Promise.all([
    summariesOf(db, [row], held, sight),
    listTriggers(db, { pipelines: [row.id] }),
    databaseClock(db),
  ]);
  const spec = storedPipeline(row.spec);
  const veil = await veilFor(db, sight, { pipelines: [row.id] });
  const now = Temporal.Instant.fromEpochMilliseconds((clock as { now: Date }).now.getTime());
  return {
    ...(summary as PipelineSummary),
    spec: veil.spec(spec),
    contentHash: row.content_hash,
    triggers: triggers.map((trigger) => ({
      schedule: trigger.schedule as Schedule,
      description: describeSchedule(trigger.schedule as Schedule, trigger.timezone),
      timezone: trigger.timezone,
      missed: trigger.missed as "none" | "latest" | "all",
      missedLimit: trigger.missed_limit,
      nextAt: isoOrNull(trigger.next_at),
      accountedUntil: trigger.cursor_at.toISOString(),
    })),
    next: nextRuns(spec, now, nextCount),
    diagnostics: ((row.diagnostics ?? []) as Diagnostic[]).map(printed),
  };
}
