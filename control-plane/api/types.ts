// What the API answers, as its routes make it and its client reads it; the JSON Schemas beside the routes say the same.

import type { Diagnostic } from "#core/diagnostic.ts";
import type { Pipeline, Scalar, Schedule } from "#core/pipeline.ts";
import type { Plan } from "#core/plan.ts";
import type { RunState, TaskState } from "#core/run.ts";
import type { Attributes } from "#core/trace.ts";
import type { Reason } from "#core/why.ts";

/** One page of a list; `next` is the `after` of the page that follows, null on the last. */
export interface Page<T> {
  items: T[];
  next: string | null;
}

export type SyncState = "Synced" | "OutOfSync" | "Held" | "Unknown";
export type Health = "Healthy" | "Progressing" | "Degraded" | "Suspended" | "Missing";

export interface ProjectView {
  name: string;
  environment: string;
  repository: string;
  branch: string;
  path: string;
  sync: {
    state: SyncState;
    reason: string | null;
    observedCommit: string | null;
    /** Hash to confirm, while a plan is held. */
    heldPlan: string | null;
    checkedAt: string | null;
  };
  deployed: { commit: string; appliedAt: string } | null;
  pipelines: number;
  broken: number;
}

export interface SyncResult {
  state: "Synced" | "Held" | "Unknown" | "Busy";
  commit: string | null;
  reason: string | null;
  plan: Plan | null;
  diagnostics: Diagnostic[];
}

export interface LastRun {
  id: string;
  state: RunState;
  slot: string;
  finishedAt: string | null;
}

export interface PipelineSummary {
  project: string;
  name: string;
  file: string;
  description: string | null;
  owner: string | null;
  tags: Record<string, string[]>;
  changedIn: { commit: string; author: string; change: string | null };
  nextRun: string | null;
  lastRun: LastRun | null;
  health: { status: Health; reason: string | null };
}

export interface TriggerView {
  schedule: Schedule;
  timezone: string;
  missed: "none" | "latest" | "all";
  nextAt: string | null;
  /** Due times up to here are accounted for. */
  accountedUntil: string;
}

export interface PipelineView extends PipelineSummary {
  spec: Pipeline;
  contentHash: string;
  triggers: TriggerView[];
  /** The next ten due times. */
  next: string[];
  diagnostics: Diagnostic[];
}

export interface HistoryEntry {
  revision: number;
  action: "added" | "changed" | "removed" | "renamed";
  file: string;
  commit: string;
  subject: string;
  author: string;
  authoredAt: string;
  change: string | null;
  approvers: string[];
  appliedAt: string;
  appliedBy: string;
  contentHash: string | null;
  runs: number;
}

export interface RunSummary {
  id: string;
  pipeline: string;
  project: string;
  state: RunState;
  date: string;
  slot: string;
  generation: number;
  trigger: "schedule" | "manual" | "rerun";
  reason: string | null;
  commit: string;
  uncommitted: boolean;
  dueAt: string;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
}

export interface AttemptView {
  /** From 1; the fencing token. */
  attempt: number;
  state: TaskState;
  worker: number | null;
  startedAt: string | null;
  finishedAt: string | null;
  ending: string | null;
  exitCode: number | null;
  signal: string | null;
  message: string | null;
}

export interface TaskView {
  name: string;
  state: TaskState;
  attempts: AttemptView[];
  needs: string[];
  /** While a retry waits. */
  retryAt: string | null;
  outputs: Record<string, Scalar>;
}

export interface RunView extends RunSummary {
  /** 32 hex digits. */
  traceId: string;
  actor: string | null;
  rerunOf: string | null;
  cancelRequestedAt: string | null;
  /** As given and by default, each in its declared type. */
  params: Record<string, Scalar>;
  revision: {
    commit: string;
    changedIn: string;
    file: string;
    /** `Name <mail>` of the change. */
    author: string;
    subject: string;
    /** Number of the pull or merge request, when the commit names one. */
    change?: string;
    approvers: string[];
    repository: string;
    branch: string;
    uncommitted: boolean;
  };
  tasks: TaskView[];
}

export interface SpanView {
  traceId: string;
  spanId: string;
  parentSpanId: string | null;
  parentIsRemote: boolean;
  name: string;
  kind: "server" | "internal";
  start: string;
  end: string;
  attributes: Attributes;
  failed: boolean;
  message: string | null;
  links: { traceId: string; spanId: string; attributes: Attributes }[];
}

export interface TraceView {
  traceId: string;
  spans: SpanView[];
}

/** A piece of output: whole characters, not always whole lines. */
export interface LogChunk {
  task: string;
  attempt: number;
  seq: number;
  text: string;
  /** Reading goes on after it. */
  cursor: string;
}

export interface WhyView {
  /** The run's id, or `project/pipeline`. */
  subject: string;
  state: string;
  reasons: Reason[];
}

export interface WorkerView {
  id: number;
  name: string;
  pid: number;
  slots: number;
  running: number;
  draining: boolean;
  startedAt: string;
  beat: string;
}

export interface StatusView {
  version: string;
  projects: ProjectView[];
  pipelines: number;
  runs: { waiting: number; running: number };
  workers: { live: number; slots: number };
  /** Why scheduling holds, or null. */
  clockHold: string | null;
}

export interface ReadyView {
  ready: boolean;
  checks: { name: string; ok: boolean; detail: string | null }[];
}
