// The event of what no run has met: of a project, a trigger, a worker.

import { type AlertEvent, keyOf } from "#core/alerts/event.ts";
import { usualSeverity } from "#core/alerts/kind.ts";

type OfServer = Pick<AlertEvent, "kind" | "message" | "tags"> &
  Partial<Pick<AlertEvent, "project" | "environment" | "pipeline" | "owner">>;

/** @param of What it is about where that is no project. */
export function eventOfServer(some: OfServer, at: Date, of: string | null = null): AlertEvent {
  const { kind, project = null, environment = null, pipeline = null } = some;
  const instant = at.toISOString();
  return {
    ...{ owner: null, ...some, project, environment, pipeline },
    severity: usualSeverity[kind],
    key: keyOf({ kind, project, environment, pipeline }, of),
    ...{ task: null, run: null, at: instant, since: instant, inRow: 1, deadline: null, next: null },
    ...{ downstream: [], downstreamCount: 0, lastSuccess: null, change: null },
    ...{ affected: [], affectedCount: 0, links: { trace: null, runbook: null } },
  };
}
