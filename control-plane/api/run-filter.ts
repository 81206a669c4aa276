// Lists of runs by an expression: rows are looked through, newest first, until a page is full or enough were seen.

import { compileRunFilter, type FilterableRun } from "#core/run-filter.ts";
import type { Db } from "#store/connect.ts";
import {
  newestRunsSeen,
  olderRunsSeen,
  type RunsToFilterRow,
  revisionLabels,
  runsToFilter,
} from "#store/run-filter.sql.ts";
import { databaseClock } from "#store/runs.sql.ts";
import { invalid, type Problem } from "./problem.ts";
import { withWaits } from "./run-waits.ts";
import type { Sight } from "./sight.ts";

/** Rows that one request looks through: some 100 ms. The page then ends early, and the next goes on. */
const mostLookedAt = 10_000;
const rowsPerQuery = 1_000;

type Narrowing = Omit<Parameters<typeof runsToFilter>[1], "before" | "limit" | "classes">;

/**
 * Ids of the newest `limit` runs before `before` for which the expression is true; `next` is where to go on.
 * @throws Problem 422 for an expression that is none.
 */
export async function matchingRuns(
  db: Db,
  where: string | undefined,
  sight: Sight,
  { before, limit, ...narrow }: Narrowing & { before: string; limit: number },
): Promise<{ ids: string[]; next: string | null }> {
  const { classes } = sight;
  if (where === undefined) return firstRuns(db, { before, limit, classes, ...narrow });
  const filter = compileRunFilter(where);
  if ("issues" in filter) throw notAFilter(filter.issues);
  const { now } = (await databaseClock(db)) as { now: Date };
  const labels = new Map<number, Labels>();
  // What runs wait for takes a dozen queries: it is read for those who ask.
  const asksReason = /\breason\b/.test(where);
  const ids: string[] = [];
  let last = before;
  for (let seen = 0; seen < mostLookedAt; ) {
    const rows = await runsToFilter(db, { ...narrow, classes, before: last, limit: rowsPerQuery });
    await learn(db, labels, rows);
    for (const row of asksReason ? await withWaits(db, rows, sight) : rows) {
      if (ids.length === limit) return { ids, next: last };
      last = row.id;
      if (filter.matches(filterable(row, labels), now)) ids.push(row.id);
    }
    if (rows.length < rowsPerQuery) return { ids, next: null };
    seen += rows.length;
  }
  return { ids, next: last };
}

/** Without an expression all that narrows is in SQL. */
async function firstRuns(
  db: Db,
  {
    limit,
    ...narrow
  }: Narrowing & { before: string; limit: number; classes: readonly number[] | null },
): Promise<{ ids: string[]; next: string | null }> {
  const rows = await newestRuns(db, { ...narrow, limit: limit + 1 });
  const ids = rows.slice(0, limit).map(({ id }) => id);
  return { ids, next: rows.length > limit ? (ids.at(-1) ?? null) : null };
}

/** Where little but the classes narrows, most runs may have to be passed over before a page is full. */
async function newestRuns(
  db: Db,
  narrow: Parameters<typeof runsToFilter>[1] & { limit: number },
): Promise<{ id: string }[]> {
  const { before, classes, project, state, limit } = narrow;
  // Other states have an index.
  const isNarrow = (state ?? "succeeded") !== "succeeded" || narrow.date || narrow.newest;
  if (!classes || isNarrow || narrow.pipelines || narrow.revisions) return runsToFilter(db, narrow);
  const newest = await newestRunsSeen(db, { before, classes, project, state, limit });
  const rest = limit - newest.length;
  if (rest === 0) return newest;
  const last = newest.at(-1)?.id ?? before;
  const older = await olderRunsSeen(db, { before: last, classes, project, state, limit: rest });
  return [...newest, ...older];
}

export const notAFilter = (issues: readonly { message: string; help?: string }[]): Problem =>
  invalid(
    issues.map(({ message, help }) => ({
      at: "where",
      message: `where: ${message}`,
      ...(help === undefined ? {} : { help }),
    })),
  );

interface Labels {
  tags: Record<string, string[]>;
  owner: string;
}

/** Thousands of runs share few revisions. */
async function learn(db: Db, labels: Map<number, Labels>, rows: readonly RunsToFilterRow[]) {
  const wanted = new Set(rows.map((row) => row.pipeline_revision_id));
  const ids = [...wanted].filter((id) => !labels.has(id));
  if (ids.length === 0) return;
  for (const { id, tags, owner } of await revisionLabels(db, { ids }))
    labels.set(id, { tags: tags as Labels["tags"], owner: owner ?? "" });
}

const filterable = (row: RunsToFilterRow, labels: ReadonlyMap<number, Labels>): FilterableRun => ({
  id: row.id,
  pipeline: row.pipeline,
  project: row.project,
  state: row.state,
  date: row.business_date,
  slot: row.slot,
  generation: row.generation,
  trigger: row.trigger_kind,
  reason: row.reason ?? "",
  actor: row.actor ?? "",
  commit: row.commit_oid,
  overridden: row.overridden,
  dueAt: row.due_at,
  createdAt: row.created_at,
  ...(labels.get(row.pipeline_revision_id) ?? { tags: {}, owner: "" }),
});
