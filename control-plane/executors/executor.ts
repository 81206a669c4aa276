// The one interface between the engine and whatever does a task's work.

import type { Action } from "#core/action.ts";
import type { CheckResult, History } from "#core/checks/check.ts";
import type { ExpressionValues } from "#core/expression.ts";
import type { Report } from "#core/reports/report.ts";

/** What an executor is given; everything is resolved, nothing is looked up. */
export interface AttemptRequest<A extends Action = Action> {
  runId: string;
  task: string;
  attempt: number;
  action: A;
  /** What the action's expressions may name; those of a command are in `env` already. */
  values: ExpressionValues;
  /** Values of the secrets that the task may read, by name. */
  secrets: Readonly<Record<string, string>>;
  /** What a command reads as files, by the variable with the path of each; absent: nothing. */
  secretFiles?: Readonly<Record<string, string>>;
  external: ExternalRuns;
  /** Of checks of data; absent: nothing is known of earlier runs, and nothing is kept. */
  figures?: Figures;
  /** File of the command or the container that says what its tests came to; absent: its exit code says all. */
  report?: Report;
  /** Why the project may not reach a place (`host:port`), as sentences for people, or null; absent: it may reach any. */
  refusal?: ((place: string) => string | null) | null;
  /** Environment of the child beside the executor's own allowlist: expressions, `env`, TRUNKLINE_*, TRACEPARENT. */
  env: Record<string, string>;
  /** User of this host; null is the worker's own. */
  runAs: string | null;
  timeoutMs: number | null;
  /** Id of the Git tree whose files the task sees; null when the project has none. */
  tree: string | null;
  /** Called with output bytes as they arrive; resolves when more may come (back-pressure). */
  onOutput: (bytes: Uint8Array) => Promise<void> | void;
  /**
   * Called with what a command writes to standard output, before `onOutput` is with the same; both streams then come apart, and
   * their order is lost. Absent: nobody asks. Only the executor of commands knows it.
   */
  onStdout?: (bytes: Uint8Array) => Promise<void> | void;
  /** Called when from now on the attempt only waits, and takes next to nothing of the worker; absent: nobody asks. */
  onWaiting?: () => void;
  /** Called with where its files are before they are removed, once it has ended by itself; absent: nobody looks. */
  onLeft?: (place: { directory: string; owner: number | null }) => Promise<void>;
  /** Aborted with reason "cancelled", "lost" or "drained"; the executor kills all that it started, then answers. */
  signal: AbortSignal;
}

/** What an attempt started in another system, as JSON: enough to ask for it, and to stop it. */
export type ExternalRun = Readonly<Record<string, string | null>>;

/**
 * Runs in other systems outlive a worker. An attempt records what it submits before it waits for it, and the next one
 * adopts what nobody saw end, instead of submitting it again.
 */
export interface ExternalRuns {
  /** What earlier attempts of the task left: a run that may still go on, and how many are over. */
  earlier(): Promise<{ open: ExternalRun | null; over: number }>;
  /** The newest with ids that was recorded with this `task`, by this run or one that it repeats; null: there is none. */
  newest(task: string): Promise<ExternalRun | null>;
  /** Resolves once it is recorded; rejects when the attempt is not the task's newest any more. */
  submitted(run: ExternalRun): Promise<void>;
}

/** What checks of data found, kept with the run. */
export interface Figures {
  /** Of the task's earlier runs in which the check held, the newest first. */
  earlier: History;
  /** Rejects when the attempt is not the task's newest any more. */
  record(results: readonly CheckResult[]): Promise<void>;
}

export type Ending =
  | "exited"
  | "signalled"
  | "timedOut"
  | "cancelled"
  /** The system's fault, not the task's: could not be started, supervisor died. */
  | "error";

export interface AttemptResult {
  ending: Ending;
  exitCode: number | null;
  /** Such as `SIGKILL`. */
  signal: string | null;
  /** By a report; absent: 0 is a success, and every other exit code a failure. */
  verdict?: "succeeded" | "failed";
  /** Sentences for people when the attempt did not succeed, or its report has something to tell. */
  message: string | null;
  /** Raw `name=value` pairs that the task wrote to $TRUNKLINE_OUTPUT, undeclared names included. */
  outputs: Record<string, string>;
  /** False: another attempt would end the same way, so there is none. */
  mayRetry?: boolean;
  /** The system asked to be left alone for so long. Milliseconds. */
  retryAfterMs?: number;
  /** Killed because the worker was silent, or lost what watches over it: the attempt is lost, not failed. */
  lost?: boolean;
  /** What it submitted is known to have ended: another attempt submits anew. */
  externalOver?: boolean;
}

export interface Executor<A extends Action = Action> {
  readonly kind: A["kind"];
  /** Never rejects for what a task does; resolves once nothing of the attempt runs any more. */
  run(request: AttemptRequest<A>): Promise<AttemptResult>;
  /** Kills everything now, also what has time left after a cancellation: the worker is not the owner any more. */
  killAll(): Promise<void>;
  /** Stops whatever still runs and frees resources. */
  close(): Promise<void>;
}
