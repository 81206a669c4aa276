// What runs wait for that others share, or that somebody decided: one entry each, however many wait.

import type { FastifyInstance } from "fastify";
import { blackoutText } from "#core/blackout.ts";
import { kindOfFact, type SharedKind } from "#core/today/shared-waits.ts";
import { blackoutFactsOf } from "#engine/judge-people.ts";
import { blackoutsOf } from "#store/blackouts.sql.ts";
import type { Db } from "#store/connect.ts";
import { pausesOf } from "#store/holds.sql.ts";
import { poolUsers } from "#store/pools.sql.ts";
import { factsAwaited, poolsAwaited, waitingRuns } from "#store/today.sql.ts";
import { describe, iso, isoOrNull, object, optional, plainText } from "./route.ts";
import type { ApiContext } from "./server.ts";
import type { Sight } from "./sight.ts";
import { type SharedWaitView, sharedWaitPage } from "./today-shapes.ts";
import type { Page } from "./types.ts";
import { unreadable, veilFor } from "./veil.ts";

/** Entries of a kind, runs of an entry, tasks that have some of a pool. */
const [most, mostRuns, mostHolders] = [50, 200, 3];
/** Runs that wait as a whole, which are looked at for blackouts and pauses. */
const mostWaiting = 2_000;

const filter = object({ project: optional(plainText("Only runs of this project.")) }, "Of what.");
interface Narrow {
  project: string | null;
  sight: Sight;
}

export const sharedWaitRoutes =
  ({ pool }: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get<{ Querystring: { project?: string } }>(
      "/shared-waits",
      {
        schema: describe({
          id: "listSharedWaits",
          action: "read",
          tag: "runs",
          summary: "Pools, events, blackouts and pauses that runs wait for, and how many do",
          query: filter,
          answers: {
            200: { description: "Those with the most runs first.", schema: sharedWaitPage },
          },
        }),
      },
      async ({ query: { project = null }, sight }): Promise<Page<SharedWaitView>> => {
        const parts = [pools, facts, decisions].map((part) => part(pool, { project, sight }));
        const items = (await Promise.all(parts)).flat();
        return { items: items.toSorted((a, b) => b.count - a.count), next: null };
      },
    );
  };

async function pools(db: Db, { project, sight: { classes } }: Narrow): Promise<SharedWaitView[]> {
  const rows = await poolsAwaited(db, { project, classes, limit: most, runs: mostRuns });
  const ids = rows.map(({ pool_id }) => pool_id);
  const users = await poolUsers(db, { pools: ids, classes, limit: mostHolders });
  const holders = Map.groupBy(
    users.filter(({ waits }) => !waits),
    ({ pool_id }) => pool_id,
  );
  return rows.map((row) => ({
    kind: (row.kind === "units" ? "pool" : row.kind) as SharedKind,
    ...{ name: row.name, project: row.project, found: null, since: iso(row.since), until: null },
    by: (holders.get(row.pool_id) ?? []).map(({ run_id, since, ...one }) => ({
      ...{ run: run_id, project: one.project, pipeline: one.pipeline, task: one.task },
      since: iso(since),
    })),
    ...{ count: row.count, runs: row.runs as string[] },
  }));
}

async function facts(db: Db, { project, sight }: Narrow): Promise<SharedWaitView[]> {
  const { classes } = sight;
  const rows = await factsAwaited(db, { project, classes, limit: most, runs: mostRuns });
  const pipelines = [...new Set(rows.flatMap((row) => row.pipelines as number[]))];
  const veil = await veilFor(db, sight, { pipelines });
  return rows
    .map((row) => ({
      row,
      told: veil.gate({ text: row.text, found: row.found, holds: false, change: null }),
    }))
    .filter(({ told }) => told.text !== unreadable)
    .map(({ row, told }) => ({
      ...{ kind: kindOfFact(told.text), name: told.text, project: row.project, found: told.found },
      ...{ since: iso(row.since), until: null, by: [] },
      ...{ count: row.count, runs: row.runs as string[] },
    }));
}

/** Of pipelines with runs that wait as a whole: what keeps these from starting, and was decided for several. */
async function decisions(db: Db, { project, sight }: Narrow): Promise<SharedWaitView[]> {
  const { classes } = sight;
  const waiting = await waitingRuns(db, { project, classes, limit: mostWaiting });
  const runs = Map.groupBy(waiting, ({ pipeline_id }) => pipeline_id);
  const pipelines = [...runs.keys()];
  if (pipelines.length === 0) return [];
  const idsOf = (of: readonly number[]) =>
    of.flatMap((id) => (runs.get(id) ?? []).map((r) => r.id));
  const now = (await blackoutsOf(db, { pipelines })).filter((row) => row.now);
  const blackouts = [...Map.groupBy(now, ({ id }) => id).values()].flatMap((rows) => {
    const [first] = rows;
    if (first === undefined) return [];
    const ids = idsOf(rows.map((row) => row.pipeline_id));
    return {
      ...{ kind: "blackout" as const, name: String(first.id), project: null },
      found: blackoutText(blackoutFactsOf(first)),
      ...{ since: iso(first.from_at), until: iso(first.to_at), by: [] },
      ...{ count: ids.length, runs: ids.slice(0, mostRuns) },
    };
  });
  const pauses = (await pausesOf(db, { pipelines })).filter(({ mode }) => mode === "hold");
  return [
    ...blackouts,
    ...pauses.flatMap((row) => {
      const [first] = runs.get(row.pipeline_id) ?? [];
      if (first === undefined) return [];
      const ids = idsOf([row.pipeline_id]);
      return {
        ...{ kind: "hold" as const, name: first.pipeline, project: first.project },
        found: `paused by ${row.actor}${row.reason === null ? "" : `, ${row.reason}`}`,
        ...{ since: iso(row.since), until: isoOrNull(row.until), by: [] },
        ...{ count: ids.length, runs: ids.slice(0, mostRuns) },
      };
    }),
  ];
}
