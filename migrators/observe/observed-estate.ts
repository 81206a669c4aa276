// What is known of pipelines that another scheduler runs, as it is replayed: specs, due times, and what was told of both sides.

import type { Pipeline } from "#core/pipeline.ts";
import type { FinalState } from "#core/run.ts";

/** Instants are milliseconds since 1970. */
export interface ObservedEstate {
  /** As conditions of the project call it. */
  project: string;
  /** By id of the revision; of one pipeline in the order of their deployment. */
  revisions: ReadonlyMap<number, Pipeline>;
  /** Of each observed pipeline the first moment of which all its jobs' runs are told. */
  since: ReadonlyMap<string, number>;
  due: readonly DueRun[];
  told: readonly ToldEnd[];
  /** Runs of pipelines that are live. */
  real: readonly RealRun[];
  /** What is there of what live pipelines and people emit and set. */
  events: readonly { name: string; date: string; at: number }[];
  variables: readonly { name: string; value: string; at: number }[];
  /** Units of pools (of a lock one) that nobody but observed pipelines takes; of others nobody can tell who has them. */
  units: ReadonlyMap<string, number>;
  /** Up to which moment all sources concerned have told: nothing is decided after it. */
  until: number;
}

/** A run that a schedule makes due. */
export interface DueRun {
  pipeline: string;
  slot: string;
  date: string;
  at: number;
  revision: number;
}

/** A run of a job there. */
export interface ToldEnd {
  id: number;
  pipeline: string;
  /** Empty: the pipeline itself, or its only task. */
  task: string;
  /** As its source names it, and the name of the source. */
  job: string;
  source: string;
  /** Business date; null: its source has none. */
  date: string | null;
  start: number;
  end: number | null;
  /** Its source doesn't tell when runs end. */
  hidesEnd: boolean;
  exit: number | null;
  outcome: "succeeded" | "failed" | null;
}

export interface RealRun {
  pipeline: string;
  revision: number;
  date: string;
  start: number;
  end: number | null;
  state: FinalState | "running";
  /** By place in the pipeline. */
  tasks: readonly { index: number; state: FinalState; end: number; exit: number | null }[];
}

/** A fact that decides and that nobody can tell. */
export interface HiddenFact {
  /** For people, such as `when LOAD ended`. */
  what: string;
  /** That doesn't tell it; null: none has. */
  source: string | null;
}

/** The fact of a predecessor that came last. */
export interface Predecessor {
  /** For people, such as `extract ended`. */
  what: string;
  at: number;
}

/** What became of one start: it is ready, or never, or hidden; none of them: not by `until`. */
export interface DecidedStart {
  pipeline: string;
  /** Empty: the pipeline itself, or its only task. */
  task: string;
  slot: string;
  ordinal: number;
  date: string;
  revision: number;
  /** The earliest moment: of what no schedule makes due when it was. */
  due: number;
  ready: number | null;
  after: Predecessor | null;
  /** Why it would not have started at all. */
  never: string | null;
  hidden: HiddenFact | null;
}
