// Break-glass as the API shows it, from its rows; and where pipelines, projects and runs tell of it.

import { breakGlassText } from "#core/break-glass.ts";
import {
  breakGlassOfRuns,
  type ListBreakGlassRow,
  listBreakGlass,
} from "#store/break-glass.sql.ts";
import type { Db } from "#store/connect.ts";
import { iso, isoOrNull } from "./route.ts";
import type { BreakGlassNote, BreakGlassView, ProjectView } from "./types.ts";

/** Nobody should ever need more at a time. */
export const mostShown = 500;

export const breakGlassViewOf = (row: ListBreakGlassRow): BreakGlassView => ({
  ...noteOf(row),
  project: row.project,
  pipeline: row.pipeline,
  file: row.file,
  state: (row.ending ??
    (row.approved_by === null ? "proposed" : "inForce")) as BreakGlassView["state"],
  set: row.edits as BreakGlassView["set"],
  patch: row.patch,
  base: { commit: row.commit_oid },
  proposedAt: iso(row.proposed_at),
  approvedAt: isoOrNull(row.approved_at),
  endedAt: isoOrNull(row.ended_at),
  endedBy: row.ended_by,
});

interface NoteRow {
  id: number;
  reason: string;
  proposed_by: string;
  approved_by: string | null;
  until: Date;
}

const noteOf = (row: NoteRow): BreakGlassNote => ({
  id: String(row.id),
  reason: row.reason,
  proposedBy: row.proposed_by,
  approvedBy: row.approved_by,
  until: iso(row.until),
});

/** Of the pipeline revision that a run is pinned to; null of one that Git deployed. */
export async function breakGlassOfRun(db: Db, run: string): Promise<BreakGlassNote | null> {
  const [row] = await breakGlassOfRuns(db, { ids: [run] });
  return row ? noteOf(row) : null;
}

/** What is in force. */
export async function inForce(
  db: Db,
  only: { project?: string; pipeline?: string; classes?: readonly number[] | null } = {},
): Promise<ListBreakGlassRow[]> {
  const { project = null, pipeline = null, classes = null } = only;
  const rows = await listBreakGlass(db, {
    project,
    pipeline,
    classes,
    all: false,
    limit: mostShown,
  });
  return rows.filter(({ approved_by }) => approved_by !== null);
}

/** Projects of which something runs otherwise than their commit has it: they are out of sync, and say by what. */
export async function withDrift(
  db: Db,
  projects: readonly ProjectView[],
  classes: readonly number[] | null,
): Promise<ProjectView[]> {
  const rows = Map.groupBy(await inForce(db, { classes }), ({ project }) => project);
  return projects.map((project) => {
    const own = rows.get(project.name);
    if (own === undefined) return project;
    const { sync } = project;
    const reason = [...(sync.reason === null ? [] : [sync.reason]), ...own.map(driftText)].join(
      "; ",
    );
    const state = sync.state === "Synced" ? "OutOfSync" : sync.state;
    return { ...project, sync: { ...sync, state, reason } };
  });
}

export const driftText = (row: ListBreakGlassRow): string =>
  `${row.pipeline} is not as its commit has it: ${breakGlassText(noteOf(row))}`;

/** By pipeline id, of these. */
export async function notesOf(
  db: Db,
  pipelines: readonly number[],
): Promise<Map<number, BreakGlassNote>> {
  const wanted = new Set(pipelines);
  const rows = (await inForce(db)).filter(({ pipeline_id }) => wanted.has(pipeline_id));
  return new Map(rows.map((row) => [row.pipeline_id, noteOf(row)]));
}
