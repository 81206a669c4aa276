// What a chaos run knows in the end: what tasks did, what the database says of it, and what was done to the processes.

/** One line that a task wrote, in the order of the file. */
export interface ChaosEffect {
  /** `left` is of a process that left its group on purpose: nothing contains it. */
  what: "start" | "beat" | "end" | "left";
  run: string;
  task: string;
  attempt: number;
  /** Milliseconds since 1970. */
  at: number;
}

export interface ChaosRun {
  id: string;
  pipeline: string;
  slot: string;
  generation: number;
  /** Milliseconds since 1970. */
  due: number;
  state: string;
  reason: string | null;
  /** The run and the task that made it; null of all others. */
  parent: { run: string; task: string } | null;
}

/** Of a task the newest attempt and those before it; `ending` is null of one that has not ended. */
export interface ChaosAttempt {
  run: string;
  task: string;
  attempt: number;
  newest: boolean;
  /** Of the task, when newest; else of the iteration that it ended, or of the attempt by its ending. */
  state: string;
  ending: string | null;
  /** Why it did not succeed. */
  message: string | null;
  /** 0: it runs a pipeline, and no worker works on it. */
  worker: number | null;
}

/** One life of a worker process. */
export interface ChaosWorker {
  id: number;
  pid: number;
  startedAt: number;
  /** When its tasks were given back, or it signed off. */
  deadAt: number | null;
}

/** A schedule that was deployed from one instant to another, and makes every due time a run. */
export interface ChaosSchedule {
  pipeline: string;
  everyMs: number;
  from: number;
  until: number;
}

/** A pipeline with one run for each succeeded run of another. */
export interface ChaosFollower {
  pipeline: string;
  follows: string;
}

/** What tasks take of a pool or a lock, which has so many units. */
export interface ChaosPool {
  pool: string;
  units: number;
  /** An instance goes by its task's name. */
  takes: readonly { pipeline: string; task: string; units: number }[];
}

/** A task whose succeeded run has so many of something, neither more nor fewer. */
export interface ChaosCount {
  pipeline: string;
  task: string;
  /** Ended iterations, ended instances, or runs that the task made. */
  of: "iterations" | "instances" | "runs";
  count: number;
}

/** A request for a run that a server answered. */
export interface ChaosRequest {
  key: string;
  run: string;
}

export interface ChaosStrike {
  at: number;
  /** `worker`, `server` or `postgres`. */
  victim: string;
  how: "kill" | "stop";
  pid: number;
}

export interface ChaosFacts {
  effects: readonly ChaosEffect[];
  runs: readonly ChaosRun[];
  attempts: readonly ChaosAttempt[];
  workers: readonly ChaosWorker[];
  schedules: readonly ChaosSchedule[];
  followers: readonly ChaosFollower[];
  pools: readonly ChaosPool[];
  counts: readonly ChaosCount[];
  requests: readonly ChaosRequest[];
  strikes: readonly ChaosStrike[];
}
