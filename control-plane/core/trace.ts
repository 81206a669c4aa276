// One trace per run, made from the rows of the finished run: pure, so that a second export gives the same spans.

import type { FinalState } from "./run.ts";
import { decisionSpans, type OverrideTrace } from "./trace-decisions.ts";
import { parseTraceparent, runSpanIdOf, spanIdOf } from "./trace-ids.ts";
import { type MarkTrace, marksOf } from "./trace-marks.ts";
import { names, type TraceResult } from "./trace-names.ts";
import { repositoryAttributes } from "./trace-repository.ts";
import type { Attributes, AttributeValue, TraceSpan } from "./trace-span.ts";

export { runSpanIdOf, spanIdOf, traceparentOf } from "./trace-ids.ts";

/** A finished run as the store has it; texts have passed the secret masker. */
export interface RunTrace {
  run: {
    id: string;
    pipeline: string;
    project: string;
    environment: string;
    /** 32 hex digits. */
    traceId: string;
    state: FinalState;
    slot: string;
    /** Business date, such as 2026-11-23. */
    date: string;
    generation: number;
    triggerKind: string;
    createdAt: Temporal.Instant;
    startedAt: Temporal.Instant | null;
    finishedAt: Temporal.Instant;
    actor: string | null;
    parentTraceparent: string | null;
    /** Page of the run, or null when the server has no public address. */
    url: string | null;
  };
  revision: {
    commit: string;
    changedIn: string;
    file: string;
    author: { name: string; email: string };
    changeNumber: string | null;
    approvers: readonly string[];
    repositoryUrl: string;
    branch: string;
  };
  attempts: readonly AttemptTrace[];
  marks: readonly MarkTrace[];
  overrides: readonly OverrideTrace[];
}

export interface AttemptTrace {
  task: string;
  /** From 1. */
  attempt: number;
  /** Of a repeating task, from 1. */
  iteration: number | null;
  state: FinalState;
  /** How it ended, when it did not just succeed. */
  ending: "exited" | "signalled" | "timedOut" | "cancelled" | "error" | "lost" | null;
  /** Null for a task that was never started; it gets no span. */
  startedAt: Temporal.Instant | null;
  finishedAt: Temporal.Instant | null;
  exitCode: number | null;
  signal: string | null;
  /** One sentence about what went wrong. */
  error: string | null;
  worker: { id: string; name: string } | null;
  item?: string | null;
  /** Trace id of the run that it made. */
  child?: string | null;
}

export type { Attributes, TraceSpan } from "./trace-span.ts";

/**
 * The run's span first, then `pending` when it waited, then its attempts by start.
 * The conventions put run attributes on the resource; one process exports many runs, so each span carries them.
 */
export function traceSpans(trace: RunTrace): TraceSpan[] {
  const { run } = trace;
  const attempts = trace.attempts.filter((each) => belongsTo(run.createdAt, each)).sort(byStart);
  const common = runAttributes(trace);
  const root = runSpan(trace, attempts, common);
  const spans = attempts.map((each) => attemptSpan(trace, each, common));
  const decisions = decisionSpans(root, marksOf(trace.marks, run), trace.overrides, common);
  return [
    root,
    ...pendingSpan(root, attempts[0]?.startedAt ?? run.startedAt, common),
    ...[...spans, ...decisions].sort((a, b) => Temporal.Instant.compare(a.start, b.start)),
  ];
}

type StartedAttempt = AttemptTrace & { startedAt: Temporal.Instant; finishedAt: Temporal.Instant };

/** A rerun carries finished tasks over; those belong to the trace of the run in which they happened. */
const belongsTo = (created: Temporal.Instant, each: AttemptTrace): each is StartedAttempt =>
  each.startedAt !== null &&
  each.finishedAt !== null &&
  Temporal.Instant.compare(each.startedAt, created) >= 0;

const byStart = (a: StartedAttempt, b: StartedAttempt): number =>
  Temporal.Instant.compare(a.startedAt, b.startedAt) || a.attempt - b.attempt;

function runSpan(
  trace: RunTrace,
  attempts: readonly StartedAttempt[],
  common: Attributes,
): TraceSpan {
  const { run } = trace;
  const parent = run.parentTraceparent === null ? null : parseTraceparent(run.parentTraceparent);
  const isChild = parent !== null && parent.traceId === run.traceId;
  const cause = run.state === "failed" ? causeOf(attempts) : null;
  const result = runResults[run.state] ?? (cause === null ? "error" : attemptResult(cause));
  return {
    traceId: run.traceId,
    spanId: runSpanIdOf(run.traceId),
    parentSpanId: isChild ? parent.spanId : null,
    parentIsRemote: isChild,
    name: `RUN ${run.pipeline}`,
    kind: "server",
    start: run.createdAt,
    end: run.finishedAt,
    attributes: defined({
      ...common,
      [names.result]: result,
      [names.errorType]: cause === null ? null : errorType(cause),
    }),
    failed: run.state === "failed",
    message: cause === null ? null : `${cause.task}: ${messageOf(cause)}`,
    links:
      parent === null || isChild
        ? []
        : [{ ...parent, attributes: { [names.link]: "requested-by" } }],
  };
}

const runResults: Record<FinalState, TraceResult | null> = {
  succeeded: "success",
  failed: null,
  skipped: "skip",
  cancelled: "cancellation",
};

/** The attempt that made the run fail: the job's own faults before the system's, the first in time. */
function causeOf(attempts: readonly StartedAttempt[]): StartedAttempt | null {
  const last = new Map(attempts.map((each) => [each.task, each]));
  const failed = [...last.values()].filter((each) => each.state === "failed");
  return failed.find((each) => attemptResult(each) === "failure") ?? failed[0] ?? null;
}

function attemptSpan(trace: RunTrace, each: StartedAttempt, common: Attributes): TraceSpan {
  const { traceId, url } = trace.run;
  const result = attemptResult(each);
  const failed = result === "failure" || result === "error" || result === "timeout";
  const id = `${each.task}/${each.attempt}`;
  return {
    traceId,
    spanId: spanIdOf(traceId, each.task, each.attempt),
    parentSpanId: runSpanIdOf(traceId),
    parentIsRemote: false,
    name: each.task,
    kind: "internal",
    start: each.startedAt,
    end: each.finishedAt,
    attributes: defined({
      ...common,
      [names.task]: each.task,
      [names.taskRunId]: id,
      [names.taskRunUrl]: url === null ? null : `${url}#${encodeURI(id)}`,
      [names.taskResult]: result,
      [names.attempt]: each.attempt,
      [names.item]: each.item ?? null,
      [names.iteration]: each.iteration,
      [names.exitCode]: each.exitCode,
      [names.signal]: each.signal,
      [names.errorType]: failed ? errorType(each) : null,
      [names.workerId]: each.worker?.id ?? null,
      [names.workerName]: each.worker?.name ?? null,
    }),
    failed,
    message: failed ? messageOf(each) : null,
    links: each.child ? [linkTo(each.child)] : [],
  };
}

const linkTo = (traceId: string): TraceSpan["links"][number] => ({
  ...{ traceId, spanId: runSpanIdOf(traceId) },
  attributes: { [names.link]: "made" },
});

function attemptResult({ state, ending }: AttemptTrace): TraceResult {
  if (state === "succeeded") return "success";
  if (state === "skipped") return "skip";
  if (state === "cancelled" || ending === "cancelled") return "cancellation";
  if (ending === "lost" || ending === "error") return "error";
  return ending === "timedOut" ? "timeout" : "failure";
}

/** Few distinct values, so that backends can group by it. */
const errorType = ({ ending, exitCode, signal }: AttemptTrace): string =>
  ({
    lost: "worker_lost",
    error: "executor_error",
    timedOut: "timeout",
    cancelled: "cancelled",
    signalled: signal ?? "signalled",
    exited: `exit_${exitCode ?? "unknown"}`,
  })[ending ?? "exited"];

const messageOf = (each: AttemptTrace): string => each.error ?? errorType(each);

/** The wait for a free place of the pipeline and for a worker; without it the run would seem to start late. */
function pendingSpan(
  root: TraceSpan,
  until: Temporal.Instant | null,
  common: Attributes,
): TraceSpan[] {
  if (until === null || Temporal.Instant.compare(until, root.start) <= 0) return [];
  return [
    {
      ...root,
      spanId: spanIdOf(root.traceId, "pending", 0),
      parentSpanId: root.spanId,
      parentIsRemote: false,
      name: "pending",
      kind: "internal",
      end: until,
      attributes: { ...common, [names.runState]: "pending" },
      failed: false,
      message: null,
      links: [],
    },
  ];
}

function runAttributes({ run, revision }: RunTrace): Attributes {
  return defined({
    [names.action]: "RUN",
    [names.pipeline]: run.pipeline,
    [names.runId]: run.id,
    [names.runUrl]: run.url,
    [names.project]: run.project,
    [names.environment]: run.environment,
    [names.slot]: run.slot,
    [names.date]: run.date,
    [names.generation]: run.generation,
    [names.triggerKind]: run.triggerKind,
    [names.actor]: run.actor,
    ...repositoryAttributes(revision.repositoryUrl),
    [names.headRevision]: revision.commit,
    [names.headName]: revision.branch,
    [names.headType]: "branch",
    [names.specPath]: revision.file,
    [names.changedIn]: revision.changedIn,
    [names.changeId]: revision.changeNumber,
    [names.author]: `${revision.author.name} <${revision.author.email}>`,
    [names.approvers]: revision.approvers.length === 0 ? null : revision.approvers,
  });
}

const defined = (attributes: Record<string, AttributeValue | null>): Attributes =>
  Object.fromEntries(
    Object.entries(attributes).filter(
      (entry): entry is [string, AttributeValue] => entry[1] !== null,
    ),
  );
