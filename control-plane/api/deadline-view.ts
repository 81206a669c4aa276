// Deadlines of a run as the API shows them, from their rows.

import type { DeadlineCause, DeadlineKind, DeadlineState } from "#core/deadline/verdict.ts";
import type { Pipeline } from "#core/pipeline.ts";
import type { Db } from "#store/connect.ts";
import { deadlinesOfRuns } from "#store/deadlines.sql.ts";
import { iso, isoOrNull } from "./route.ts";
import type { DeadlineView } from "./types.ts";

interface StoredChange {
  state: DeadlineState;
  at: string;
  cause: DeadlineCause | null;
}

/** The run's own first. */
export async function readDeadlines(
  db: Db,
  run: string,
  { tasks }: Pipeline,
): Promise<DeadlineView[]> {
  const rows = await deadlinesOfRuns(db, { runs: [run] });
  return rows.map((row) => ({
    task: row.idx === -1 ? null : (tasks[row.idx]?.name ?? String(row.idx)),
    kind: row.kind as DeadlineKind,
    at: iso(row.at),
    state: row.state as DeadlineState,
    since: iso(row.since),
    expectedAt: isoOrNull(row.expected_at),
    cause: row.cause as DeadlineCause | null,
    basis: row.basis,
    changes: (row.history as StoredChange[]).map(({ state, at, cause }) => ({
      state,
      at: iso(new Date(at)),
      cause,
    })),
  }));
}
