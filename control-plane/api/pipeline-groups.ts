// How many pipelines are well, and which: by groups of those that are alike in what health and sync are made of, so that an
// estate of 10,000 is a handful of rows.

import type { AccessFacts } from "#core/access/access-class.ts";
import { type Health, healthOf, healths } from "#core/health.ts";
import type { Stale } from "#core/stale.ts";
import { pipelineSync, type SyncState, syncStates } from "#core/sync-state.ts";
import type { Db } from "#store/connect.ts";
import {
  type HealthGroupsRow,
  healthGroups,
  labelsOf,
  threatenedPipelines,
} from "#store/pipelines.sql.ts";

export interface PipelineCounts {
  health: Record<string, number>;
  sync: Record<string, number>;
  /** Of all choices together. */
  matching: number;
}

/** Those that are alike in what they are grouped by. */
export interface PipelineGroup {
  /** Null: those without one. */
  name: string | null;
  health: Record<string, number>;
  pipelines: number;
}

interface Wanted {
  health?: Health | undefined;
  sync?: SyncState | undefined;
}

/** @param held Why scheduling holds. */
export async function pipelineGroups(
  db: Db,
  held: string | null,
  { threatened, ...narrow }: Parameters<typeof healthGroups>[1] & { threatened: boolean },
): Promise<{
  counts: Omit<PipelineCounts, "matching">;
  idsOf(wanted: Wanted): number[];
  /** @param labels What a class is grouped by: of several values it is in several groups. */
  byLabel(
    labels: (facts: AccessFacts) => readonly (string | null)[],
    wanted: Wanted,
  ): Promise<PipelineGroup[]>;
}> {
  const late = threatened ? new Set((await threatenedPipelines(db)).map(({ id }) => id)) : null;
  const groups = (await healthGroups(db, narrow)).map((row) => ({
    ...{ health: healthIn(row, held), sync: syncIn(row) },
    ids: late === null ? row.ids : row.ids.filter((id) => late.has(id)),
  }));
  const wantedOf = ({ health, sync }: Wanted) =>
    groups.filter((g) => (health ?? g.health) === g.health && (sync ?? g.sync) === g.sync);
  const countOf = (isMeant: (group: (typeof groups)[number]) => boolean): number =>
    groups.filter(isMeant).reduce((sum, { ids }) => sum + ids.length, 0);
  return {
    counts: {
      health: Object.fromEntries(healths.map((one) => [one, countOf((g) => g.health === one)])),
      sync: Object.fromEntries(syncStates.map((one) => [one, countOf((g) => g.sync === one)])),
    },
    idsOf: (wanted) => wantedOf(wanted).flatMap(({ ids }) => ids),
    async byLabel(labels, wanted) {
      const meant = new Map(
        wantedOf(wanted).flatMap(({ ids, health }) => ids.map((id) => [id, health] as const)),
      );
      const found = new Map<string | null, PipelineGroup>();
      for (const { facts, ids } of await labelsOf(db, { pipelines: [...meant.keys()] }))
        for (const name of new Set(labels(facts as AccessFacts))) {
          const group = found.getOrInsertComputed(name, () => ({
            ...{ name, pipelines: 0 },
            health: Object.fromEntries(healths.map((one) => [one, 0])),
          }));
          group.pipelines += ids.length;
          for (const id of ids) {
            const health = meant.get(id) as Health;
            group.health[health] = (group.health[health] ?? 0) + 1;
          }
        }
      return [...found.values()].sort((a, b) =>
        (a.name ?? "\uffff") < (b.name ?? "\uffff") ? -1 : 1,
      );
    },
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
