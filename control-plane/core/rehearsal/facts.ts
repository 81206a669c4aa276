// What is known of a rehearsal once it is over. Instants are milliseconds since 1970.

import type { DeadlineKind, DeadlineState } from "../deadline/verdict.ts";
import type { GateVerdict } from "../gates.ts";
import type { PoolKind } from "../pools/declaration.ts";
import type { RunState, TaskState } from "../run.ts";

export interface RehearsalFacts {
  project: string;
  /** Runs that were due in [from, to), by due time. */
  from: number;
  to: number;
  endedAt: number;
  /** IANA zone of instants in texts. */
  timezone: string;
  seed: number | null;
  attempts: number;
  runs: RunFacts[];
  pools: PoolFacts[];
  /** Tasks whose duration nobody declared or recorded, `pipeline/task`. */
  assumed: string[];
}

export interface RunFacts {
  id: string;
  pipeline: string;
  date: string;
  slot: string;
  state: RunState;
  reason: string | null;
  dueAt: number;
  createdAt: number;
  startedAt: number | null;
  finishedAt: number | null;
  /** Most runs of its pipeline at a time; null: no limit. */
  limit: number | null;
  tasks: TaskFacts[];
  waits: WaitFacts[];
  deadlines: DeadlineFacts[];
  /** Keys of what it and its tasks still wait for in the end, as the engine finds waiters by them. */
  keys: string[];
  /** What is still waited for in the end, as `trunkline why` says it. */
  reasons: string[];
}

export interface TaskFacts {
  name: string;
  state: TaskState;
  attempts: number;
  startedAt: number | null;
  finishedAt: number | null;
  message: string | null;
  /** When attempts before the last one ended, and the next began. */
  retries: { from: number; until: number | null }[];
  /** Somebody asked for its failure. */
  askedToFail: boolean;
}

/** Of a run (task null) or a task: from its first judgement to its start, or to its end. */
export interface WaitFacts {
  task: string | null;
  from: number;
  until: number | null;
  gates: (Pick<GateVerdict, "kind" | "text" | "holds"> & { since: number })[];
}

export interface DeadlineFacts {
  task: string | null;
  kind: DeadlineKind;
  at: number;
  state: DeadlineState;
  cause: string | null;
  changes: { state: DeadlineState; at: number }[];
}

export interface PoolFacts {
  name: string;
  kind: PoolKind;
  units: number;
  asked: PoolSpan[];
  had: PoolSpan[];
}

/** Units that a task waited for, or had. */
export interface PoolSpan {
  run: string;
  task: string;
  units: number;
  from: number;
  /** Null: it still does. */
  until: number | null;
}
