// What expressions may name of a run and of how an attempt of it ended.

/** How an attempt ended, as the rules of `on` see it. */
export interface EndValues {
  /** -1 when there is none: ended by a signal or the timeout. */
  exitCode: number;
  /** Such as `SIGKILL`; empty when there was none. */
  signal: string;
  timedOut: boolean;
  /** The last of what it printed. */
  output: string;
  /** From 1. */
  attempt: number;
  /** Of a repeating task, from 1. */
  iteration?: number;
}

export interface RunValues {
  id: string;
  /** Business date, YYYY-MM-DD. */
  date: string;
  /** Instant of the slot, such as 2026-03-29T01:00:00Z; of a manual run, when it was asked for. */
  scheduledAt: string;
  pipeline: string;
  generation: number;
  /** Known only while an attempt starts, both. */
  attempt?: number;
  iteration?: number;
  /** Instants; the end is exclusive. */
  interval: { start: string; end: string };
}
