// What alerts say of runs: their pipeline, what failed, how often, who waits, which change, and the end of the output.

import { type AlertEvent, keyOf, mostNamed, withTags } from "#core/alerts/event.ts";
import { filledLink } from "#core/alerts/fill-link.ts";
import { type AlertKind, usualSeverity } from "#core/alerts/kind.ts";
import { type AlertOutput, outputOf } from "#core/alerts/output.ts";
import type { AlertLinks } from "#core/alerts/settings.ts";
import { taskAt } from "#core/for-each.ts";
import { storedPipeline } from "#core/stored-spec.ts";
import {
  downstreamOf,
  type FailuresForAlertsRow,
  failuresForAlerts,
  lastOutput,
  type OpenDeadlinesOfRow,
  openDeadlinesOf,
  type PastOfRunsRow,
  pastOfRuns,
  type RunsForAlertsRow,
  runsForAlerts,
} from "#store/alert-facts.sql.ts";
import type { Db } from "#store/connect.ts";

export interface RunFacts {
  row: RunsForAlertsRow;
  failure: FailuresForAlertsRow | null;
  past: PastOfRunsRow | null;
  deadline: OpenDeadlinesOfRow | null;
  downstream: { names: string[]; count: number };
}

/** Five queries, however many runs; of those that are gone nothing. */
export async function readRunFacts(
  db: Db,
  runs: readonly string[],
): Promise<ReadonlyMap<string, RunFacts>> {
  if (runs.length === 0) return new Map();
  const ids = [...new Set(runs)];
  const rows = await runsForAlerts(db, { runs: ids });
  const pipelines = [...new Set(rows.map((row) => row.pipeline_id))];
  const failures = byRun(await failuresForAlerts(db, { runs: ids }));
  const past = byRun(await pastOfRuns(db, { runs: ids }));
  const deadlines = byRun(await openDeadlinesOf(db, { runs: ids }));
  const downstream = new Map(
    (await downstreamOf(db, { pipelines })).map((row) => [row.pipeline_id, row]),
  );
  return new Map(
    rows.map((row) => {
      const below = downstream.get(row.pipeline_id);
      return [
        row.id,
        {
          row,
          failure: failures.get(row.id) ?? null,
          past: past.get(row.id) ?? null,
          deadline: deadlines.get(row.id) ?? null,
          downstream: { names: (below?.names ?? []) as string[], count: below?.count ?? 0 },
        },
      ];
    }),
  );
}

const byRun = <T extends { run_id: string }>(rows: readonly T[]): Map<string, T> =>
  new Map(rows.map((row) => [row.run_id, row]));

/** What is known beside the kind. */
export interface Happened {
  kind: AlertKind;
  at: Date;
  message: string | null;
  deadline?: AlertEvent["deadline"];
  /** A task that it is about, where none has failed; it has an alert of its own. */
  task?: AlertEvent["task"];
  /** Tags of the alert besides the pipeline's. */
  tags?: AlertEvent["tags"];
}

/** An event without what is affected; severity is the kind's. */
export function eventOfRun(facts: RunFacts, happened: Happened, links: AlertLinks): AlertEvent {
  const { row, failure, past, deadline, downstream } = facts;
  const pipeline = storedPipeline(row.spec);
  const { kind } = happened;
  const of = { kind, project: row.project, environment: row.environment, pipeline: row.pipeline };
  const traceId = row.trace_id.replaceAll("-", "");
  const values = { traceId, run: row.id, project: row.project, pipeline: row.pipeline };
  const isFailure = kind === "failed";
  const nearest =
    deadline === null
      ? null
      : {
          kind: deadline.kind as "startBy" | "finishBy",
          at: deadline.at.toISOString(),
          expectedAt: deadline.expected_at?.toISOString() ?? null,
        };
  return {
    ...of,
    severity: usualSeverity[kind],
    key: keyOf(of, happened.task?.name),
    owner: pipeline.owner,
    tags: withTags(pipeline.tags, happened.tags ?? {}),
    message: happened.message,
    task: isFailure && failure !== null ? taskOf(facts, failure) : (happened.task ?? null),
    run: {
      id: row.id,
      date: row.date,
      slot: row.slot,
      generation: row.generation,
      traceId,
    },
    at: happened.at.toISOString(),
    since: (isFailure ? (past?.since ?? happened.at) : happened.at).toISOString(),
    inRow: isFailure ? Math.max(1, past?.failed ?? 1) : 1,
    deadline: happened.deadline ?? nearest,
    next:
      row.next_due === null || row.next_due === undefined
        ? null
        : { what: "due", at: row.next_due.toISOString() },
    downstream: downstream.names.slice(0, mostNamed),
    downstreamCount: downstream.count,
    lastSuccess:
      past?.success_id && past.success_at
        ? { run: past.success_id, at: past.success_at.toISOString() }
        : null,
    change:
      row.commit_oid === null
        ? null
        : {
            commit: row.commit_oid,
            subject: row.subject ?? "",
            author: `${row.author_name} <${row.author_email}>`,
            number: row.change_number,
          },
    affected: [],
    affectedCount: 0,
    links: {
      trace: filledLink(links.trace, values),
      runbook: runbookOf(pipeline.tags) ?? filledLink(links.runbook, values),
    },
  };
}

function taskOf({ row }: RunFacts, failure: FailuresForAlertsRow): NonNullable<AlertEvent["task"]> {
  const task = taskAt(storedPipeline(row.spec), failure.idx);
  return {
    name: failure.name,
    attempt: failure.attempt,
    of: 1 + (task?.retry.retries ?? 0),
    exitCode: failure.exit_code,
    signal: failure.signal,
  };
}

const runbookOf = (tags: AlertEvent["tags"]): string | null => {
  const word = tags.runbook?.[0];
  return word !== undefined && /^https?:\/\//.test(word) ? word : null;
};

/** The end of what an attempt wrote, as it is stored: masked. Null: nothing, or of no attempt. */
export async function readOutput(
  db: Db,
  of: { run_id: string; idx: number; attempt: number } | null,
): Promise<AlertOutput | null> {
  if (of === null) return null;
  const { run_id: run, idx, attempt } = of;
  const chunks = await lastOutput(db, { run, idx, attempt });
  const bytes = Buffer.concat(chunks.map(({ content }) => content).reverse());
  return outputOf(bytes.subarray(Math.max(0, bytes.length - mostOutput)).toString("utf8"));
}

/** Bytes of output that are looked through. */
const mostOutput = 64 * 1024;
