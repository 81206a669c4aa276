// One alert in the only form that routes and channels know, whatever it came from.

import { type AlertKind, kindWords, type Severity } from "./kind.ts";

export interface AlertEvent {
  kind: AlertKind;
  severity: Severity;
  /** Stays the same from the first word to the last: `trunkline/<environment>/<project>/<pipeline>/<kind>`. */
  key: string;
  project: string | null;
  environment: string | null;
  /** Null for what is of a whole project or of the server. */
  pipeline: string | null;
  owner: string | null;
  tags: Readonly<Record<string, readonly string[]>>;
  /** What it is, in one line: the message of what failed, or why it is late. */
  message: string | null;
  /** What failed, or is waited for, or is watched by itself. */
  task: AlertTask | null;
  run: AlertRun | null;
  /** ISO instants from here on. When it happened. */
  at: string;
  /** When the first of those in a row happened. */
  since: string;
  /** How many runs of the pipeline have failed one after the other, this one included. */
  inRow: number;
  deadline: AlertDeadline | null;
  /** When a retry or the next due time comes; null: nothing will. */
  next: { what: "retry" | "due"; at: string } | null;
  /** Pipelines that wait for this one, as `project/name`; a few, and how many there are. */
  downstream: readonly string[];
  downstreamCount: number;
  lastSuccess: { run: string; at: string } | null;
  change: AlertChange | null;
  /** What else has happened because of it, so that nobody is told of each. */
  affected: readonly AlertAffected[];
  affectedCount: number;
  links: { trace: string | null; runbook: string | null };
}

export interface AlertTask {
  name: string;
  attempt: number;
  /** How many attempts it has. */
  of: number;
  exitCode: number | null;
  signal: string | null;
}

export interface AlertRun {
  id: string;
  date: string;
  slot: string;
  generation: number;
  traceId: string;
}

export interface AlertDeadline {
  kind: "startBy" | "finishBy";
  at: string;
  /** When it will be done, by what is known. */
  expectedAt: string | null;
}

export interface AlertChange {
  commit: string;
  subject: string;
  author: string;
  number: string | null;
}

export interface AlertAffected {
  kind: AlertKind;
  /** `project/name`, or null for what is no pipeline. */
  pipeline: string | null;
  run: string | null;
}

/** Most that are named of downstream pipelines and of what is affected. */
export const mostNamed = 10;

export const keyOf = (
  event: Pick<AlertEvent, "kind" | "project" | "environment" | "pipeline">,
  of: string | null | undefined = null,
): string =>
  [
    "trunkline",
    event.environment ?? "server",
    ...[event.project, event.pipeline, of].filter((part) => part != null),
    event.kind,
  ].join("/");

/** What it has happened to, as people say it. */
export const subjectOf = ({
  project,
  pipeline,
}: Pick<AlertEvent, "project" | "pipeline">): string =>
  pipeline === null ? (project ?? "server") : `${project}/${pipeline}`;

/** Kinds of which a task has alerts of its own. */
const ofTasks: readonly AlertKind[] = ["overrun", "underrun", "succeeded", "retried"];

/** In one line: `finance/settlement failed`, `finance/settlement: load succeeded`. */
export function headlineOf(
  event: Pick<AlertEvent, "kind" | "project" | "pipeline" | "task">,
): string {
  const { kind, task } = event;
  const of = task !== null && ofTasks.includes(kind) ? `: ${task.name}` : "";
  return `${subjectOf(event)}${of} ${kindWords[kind]}`;
}

/** Tags of both, words of one tag together. */
export const withTags = (
  tags: AlertEvent["tags"],
  more: AlertEvent["tags"],
): AlertEvent["tags"] => {
  const all: Record<string, readonly string[]> = { ...tags };
  for (const [tag, words] of Object.entries(more))
    all[tag] = [...new Set([...(tags[tag] ?? []), ...words])];
  return all;
};
