// The server at a glance.

import type { FastifyInstance } from "fastify";
import { endHorizon } from "#core/calendar/ends.ts";
import { type Diagnostic, printed } from "#core/diagnostic.ts";
import type { Stage } from "#core/waves/wave.ts";
import { zoneWarnings } from "#core/zone-data.ts";
import { countBlackouts } from "#store/blackouts.sql.ts";
import { endingCalendars } from "#store/day.sql.ts";
import { threatenedRuns } from "#store/deadlines.sql.ts";
import { forgeTroubles } from "#store/forges.sql.ts";
import { countHolds } from "#store/holds.sql.ts";
import { deployedWaves } from "#store/pipelines.sql.ts";
import { countPools } from "#store/pools.sql.ts";
import { listProjects } from "#store/projects.sql.ts";
import { listControls } from "#store/registrations.sql.ts";
import { strandedTasks } from "#store/routes.sql.ts";
import { activeRuns } from "#store/runs.sql.ts";
import { liveWorkers } from "#store/workers.sql.ts";
import { zonesInUse } from "#store/zone-data.sql.ts";
import { readZoneFacts } from "#store/zones.ts";
import { withDrift } from "./break-glass-view.ts";
import { projectOf } from "./projects.ts";
import { describe, isoOrNull } from "./route.ts";
import type { ApiContext } from "./server.ts";
import type { Sight } from "./sight.ts";
import { statusView } from "./status-shapes.ts";
import type { StatusView } from "./types.ts";

export const statusRoutes =
  (context: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get(
      "/status",
      {
        schema: describe({
          id: "getStatus",
          action: "readServer",
          tag: "server",
          summary: "The server at a glance",
          answers: { 200: { description: "Projects, counts, workers.", schema: statusView } },
        }),
      },
      ({ sight }) => status(context, sight),
    );
  };

async function status(
  { pool, version, scheduler, copyReason, mirrors, projects: synced }: ApiContext,
  sight: Sight,
): Promise<StatusView> {
  const { classes, projects: named } = sight;
  const until = endHorizon(Temporal.Now.instant());
  const [
    projects,
    controls,
    runs,
    workers,
    stranded,
    pools,
    holds,
    blackouts,
    threatened,
    waves,
    calendars,
    troubles,
    zones,
    used,
  ] = await Promise.all([
    listProjects(pool, { classes, projects: named }),
    listControls(pool),
    activeRuns(pool, { classes }),
    liveWorkers(pool),
    strandedTasks(pool, { classes }),
    countPools(pool, { classes, projects: named }),
    countHolds(pool, { classes }),
    countBlackouts(pool, { classes }),
    threatenedRuns(pool, { classes }),
    deployedWaves(pool, { classes }),
    endingCalendars(pool, { until, classes }),
    forgeTroubles(pool),
    readZoneFacts(pool),
    zonesInUse(pool),
  ]);
  return {
    version,
    projects: await withDrift(
      pool,
      projects.map((row) =>
        projectOf(row, {
          ...{ held: copyReason() ?? scheduler.held(), sight },
          forge: synced.homeOf?.(row.name),
        }),
      ),
      classes,
    ),
    controls: controls.map(({ id: _, observed_commit, checked_at, diagnostics, ...control }) => ({
      ...{ repository: control.repository, branch: control.branch, path: control.path },
      reason: control.reason,
      held:
        control.held_commit === null
          ? null
          : { commit: control.held_commit, reason: control.held_reason ?? "" },
      commit: observed_commit,
      checkedAt: isoOrNull(checked_at),
      diagnostics: (diagnostics as Diagnostic[]).map(printed),
    })),
    pipelines: projects.reduce((sum, project) => sum + project.pipelines, 0),
    runs: runs ?? { waiting: 0, running: 0 },
    workers: {
      live: workers.length,
      slots: workers.reduce((sum, worker) => sum + worker.slots, 0),
      each: workers.map(({ id, name, slots, labels, draining }) => ({
        id,
        name,
        slots,
        labels,
        draining,
      })),
    },
    stranded,
    pools: pools ?? { declared: 0, waiting: 0 },
    deadlines: { atRisk: threatened?.at_risk ?? 0, late: threatened?.late ?? 0 },
    clockHold: copyReason() === null ? scheduler.held() : null,
    restored: copyReason(),
    holds: holds?.count ?? 0,
    blackouts: blackouts?.count ?? 0,
    waves: waves.map((each) => ({ ...each, stage: each.stage as Stage })),
    endingCalendars: calendars,
    forgeTroubles: troubles
      .filter(({ project }) => named?.includes(project) ?? true)
      .map(({ project, key, state, attempts, fault, created_at }) => ({
        ...{ project, object: key, state: state as "waiting" | "dead", tries: attempts, fault },
        since: created_at.toISOString(),
      })),
    mirrors: mirrors(),
    zoneData: {
      each: [...zones.versions],
      warnings: zoneWarnings(
        zones,
        used.map(({ zone }) => zone),
      ),
    },
  };
}
