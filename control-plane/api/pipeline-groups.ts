// How many pipelines are well, and which: by groups of those that are alike in what health and sync are made of, so that an
// estate of 10,000 is a handful of rows.

import { type Health, healthOf, healths } from "#core/health.ts";
import type { Stale } from "#core/stale.ts";
import { pipelineSync, type SyncState, syncStates } from "#core/sync-state.ts";
import type { Db } from "#store/connect.ts";
import { type HealthGroupsRow, healthGroups } from "#store/pipelines.sql.ts";

export interface PipelineCounts {
  health: Record<string, number>;
  sync: Record<string, number>;
  /** Of all choices together. */
  matching: number;
}

interface Wanted {
  health?: Health | undefined;
  sync?: SyncState | undefined;
}

/** @param held Why scheduling holds. */
export async function pipelineGroups(
  db: Db,
  held: string | null,
  narrow: Parameters<typeof healthGroups>[1],
): Promise<{ counts: Omit<PipelineCounts, "matching">; idsOf(wanted: Wanted): number[] }> {
  const groups = (await healthGroups(db, narrow)).map((row) => ({
    ...{ health: healthIn(row, held), sync: syncIn(row), ids: row.ids },
  }));
  const countOf = (isMeant: (group: (typeof groups)[number]) => boolean): number =>
    groups.filter(isMeant).reduce((sum, { ids }) => sum + ids.length, 0);
  return {
    counts: {
      health: Object.fromEntries(healths.map((one) => [one, countOf((g) => g.health === one)])),
      sync: Object.fromEntries(syncStates.map((one) => [one, countOf((g) => g.sync === one)])),
    },
    idsOf: ({ health, sync }) =>
      groups
        .filter((g) => (health ?? g.health) === g.health && (sync ?? g.sync) === g.sync)
        .flatMap(({ ids }) => ids),
  };
}

/** What keeps a pipeline back is told with its row; here it only matters that something does. */
const stale: Stale = { file: "", message: null, line: null, commit: null, since: null };

const healthIn = (row: HealthGroupsRow, held: string | null): Health =>
  healthOf({
    deployed: true,
    stale: row.broken ? stale : null,
    held: row.paused || !row.makes_runs ? "held" : row.triggered ? held : null,
    lastRun: row.last && { id: "", state: row.last },
  }).status;

const syncIn = (row: HealthGroupsRow): SyncState =>
  pipelineSync(
    "",
    { state: row.sync_state as SyncState, reason: null, heldNames: row.touched ? null : [] },
    row.broken ? stale : null,
  ).state;
