// The one interface between the engine and whatever does a task's work.

import type { Action } from "#core/pipeline.ts";

/** What an executor is given; everything is resolved, nothing is looked up. */
export interface AttemptRequest<A extends Action = Action> {
  runId: string;
  task: string;
  attempt: number;
  action: A;
  /** Environment of the child beside the executor's own allowlist: expressions, `env`, TRUNKLINE_*, TRACEPARENT. */
  env: Record<string, string>;
  timeoutMs: number | null;
  /** Id of the Git tree whose files the task sees; null when the project has none. */
  tree: string | null;
  /** Called with output bytes as they arrive; resolves when more may come (back-pressure). */
  onOutput: (bytes: Uint8Array) => Promise<void> | void;
  /** Aborted with reason "cancelled", "lost" or "drained"; the executor kills all that it started, then answers. */
  signal: AbortSignal;
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
  /** One sentence for people when the attempt did not succeed. */
  message: string | null;
  /** Raw `name=value` pairs that the task wrote to $TRUNKLINE_OUTPUT, undeclared names included. */
  outputs: Record<string, string>;
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
