// The normalized pipeline: what runs. Every default is present, templates and matrices are expanded.
// Made only by `normalize.ts`; stored as an immutable pipeline revision under the hash of its canonical JSON.

import type { LegacyJob, LegacyOrigin } from "#schemas/types.ts";
import type { Action } from "./action.ts";
import type { Period } from "./calendar/business.ts";
import type { Calendar } from "./calendar/calendar.ts";
import type { NamedDates } from "./calendar/named-dates.ts";
import type { CalendarDays } from "./calendar/on-days.ts";
import type { OnlyOn } from "./calendar/only-on.ts";
import type { Condition, DateRule } from "./conditions/condition.ts";
import type { Late } from "./late-window.ts";
import type { Phase } from "./phase.ts";
import type { Report } from "./reports/report.ts";
import type { Dialect } from "./schedule/dialect.ts";
import type { Jitter } from "./schedule/jitter.ts";
import type { TaskShadow } from "./shadow/normalize.ts";
import type { DeclaredOutput } from "./shadow/outputs.ts";
import type { MessageTrigger } from "./triggers/message-trigger.ts";
import type { Watch } from "./watch/watch.ts";
import type { PipelineWave } from "./waves/wave.ts";

export type Scalar = string | number | boolean;
export type ParamType = "string" | "integer" | "number" | "boolean" | "date";
export type ScalarType = "string" | "integer" | "number" | "boolean";
export type OutputType = ScalarType | `list<${ScalarType}>`;
/** What a task gave: one value, or a list of them. */
export type OutputValue = Scalar | Scalar[];

export interface Pipeline {
  /** Identity within the project; never derived from the path. */
  name: string;
  /** What it was called before, the latest first; absent, and not empty, so that what has none keeps its hash. */
  renamedFrom?: string[];
  /** What becomes of unfinished runs when it is removed; absent: they finish. */
  onDelete?: OnDelete;
  /** What it applies together with; absent like `renamedFrom`. */
  bundle?: string;
  /** What of another scheduler it was; absent like `renamedFrom`. */
  legacy?: LegacyOrigin;
  /** The wave of a migration that it is in, by `migration/waves/`; absent like `renamedFrom`. */
  wave?: PipelineWave;
  description: string | null;
  /** The team that answers for it. */
  owner: string | null;
  tags: Record<string, string[]>;
  /** IANA zone of every time in the pipeline. */
  timezone: string;
  /** `HH:MM` at which a business date begins; what is due before it belongs to the date before. */
  newDay: string;
  /** What business days are for conditions; null: see `businessCalendar`. */
  calendar: Calendar | null;
  params: Record<string, Param>;
  /** Alternatives: any one makes a run due. */
  triggers: Trigger[];
  /** Alternatives likewise: what happens elsewhere. */
  after: AfterTrigger[];
  /** Alternatives likewise: messages of other systems; absent like `renamedFrom`. */
  messages?: MessageTrigger[];
  /** What must hold before a run that is due starts; null: nothing. */
  awaits: Condition | null;
  concurrency: Concurrency;
  deadline: Deadline | null;
  /** What alerts are to tell of its runs; absent, and not null, so that what has none keeps its hash. */
  watch?: Watch;
  /** The first failed task stops all that has not finished. */
  failFast: boolean;
  /** How a run must end for what its tasks did to be undone. */
  undoWhen: UndoWhen[];
  /** Made by `shadowOf`: its runs are only looked at; absent likewise. */
  isShadow?: true;
  /** In topological order: `needs` only point to smaller indexes. Then come those of `finally`, then of `undo`. */
  tasks: Task[];
}

export type OnDelete = "cancel" | "hold";

export interface Param {
  type: ParamType;
  /** A literal, or a text that holds `${{ }}`; null makes the parameter required. */
  default: Scalar | null;
  description: string | null;
}

export interface Trigger {
  schedule: Schedule;
  /** IANA zone, also of the dates of its due times; the pipeline's unless the trigger names its own. */
  timezone: string;
  /** What becomes of due times that passed while nothing could start them. */
  missed: Missed;
}

export interface AfterTrigger {
  condition: Condition;
  /** What one run is made for: a business date, or each change (run, event, update) with which it holds. */
  per: "date" | "run";
}

/** With a limit the newest that were missed run, the older ones are skipped. */
export type Missed = "none" | "latest" | "all" | { policy: "all"; limit: number };

/** Times are local to the trigger's zone; without a dialect it is `trunkline`. `days` and `jitter` are absent, and not null, so that what has none keeps its hash. */
export type Schedule = ScheduleForm & { days?: CalendarDays; jitter?: Jitter };

export type ScheduleForm =
  | { cron: string; dialect?: Dialect }
  /**
   * Every `everyMs` counted from local midnight, or from `from`; both ends are `HH:MM`, `until` is inclusive and, where
   * it is before `from`, of the next day.
   */
  | { everyMs: number; from: string | null; until: string | null; on?: NamedDates }
  /** Once a day at each `HH:MM`; `dst` says whose rules hold where clocks change, absent are our own. */
  | { daily: string[]; on?: NamedDates; dst?: "autosys" }
  /** The nth business days of each period, from its end where negative, at each `HH:MM`; with more to say it is `daily`, too. */
  | { nth: number[]; of: Period; at: string[] };

export interface Concurrency {
  /** Most runs of the pipeline at a time; null is no limit. */
  runs: number | null;
  whenBusy: "queue" | "skip" | "cancelRunning";
}

export type UndoWhen = "failed" | "cancelled";

/**
 * `HH:MM`, the first after new day of the run's business date, or `HH:MM+Nd`, in the pipeline's zone; or a length such as
 * `+10m` after the run was due. At least one is there.
 */
export interface Deadline {
  startBy: string | null;
  finishBy: string | null;
}

export interface Task {
  /** Unique in the pipeline: the declared name, or `extract[eu,daily]` for an instance of a matrix. */
  name: string;
  /** The declared name, equal for all instances of a matrix. */
  group: string;
  matrix: Record<string, Scalar>;
  /** CEL text of the list that gives an instance for each item; absent and not null, so that what had none keeps its hash. */
  forEach?: string;
  /** `finally`: after all others, whatever became of them. `undo`: undoes the one task that it needs, after a failure. */
  phase: Phase;
  /** Indexes of the tasks that must finish before this one; of `finally` all others are among them. */
  needs: number[];
  /** CEL text of `if`; null means: every need succeeded. */
  condition: string | null;
  onFailure: "fail" | "continue" | "stop";
  /** A failure stops the other instances of its matrix or its `forEach`. */
  failFast: boolean;
  /** Null: nothing holds it back beside its needs. */
  gates: Gates | null;
  /** -100 to 100; who has more comes first for workers and pools. */
  priority: number;
  deadline: Deadline | null;
  /** What it changes elsewhere when it succeeds. */
  effects: Effect[];
  /** Names of the assets that it reads, each once; absent, and not null, so that what reads none keeps its hash. */
  reads?: string[];
  /** Labels that its worker must have, sorted and each once; empty: any worker takes it. */
  runsOn: string[];
  /** User of the worker's host; null is the worker's own. */
  runAs: string | null;
  /** What ends of its command mean; the first rule that matches decides. */
  on: EndRule[];
  timeoutMs: number | null;
  retry: Retry;
  /** Executed again and again; absent, and not null, so that what has none keeps its hash. */
  repeat?: Repeat;
  /** Values may hold `${{ }}`. */
  env: Record<string, string>;
  outputs: Record<string, OutputType>;
  /** File that says what its tests came to; absent, and not null, so that what has none keeps its hash. */
  report?: Report;
  /** What alerts are to tell of it; absent likewise. */
  watch?: Watch;
  /** The job of another scheduler that it was; absent, and not null, so that what was none keeps its hash. */
  legacy?: LegacyJob;
  /** What it does at the stage `shadow` of its wave; absent likewise. */
  shadow?: TaskShadow;
  /** In shadow: why it isn't run, as a sentence; its followers go on as if it had succeeded. Absent likewise. */
  passedOver?: string;
  /** In shadow: what is measured of it after it has run; absent likewise. */
  measures?: DeclaredOutput[];
  /** Names of all secrets that an attempt is given: those listed, and those that its action names. */
  secrets: string[];
  /**
   * Those of them that a command has as files, by the variable with the path, and so not in its environment; absent, and
   * not empty, so that what has none keeps its hash.
   */
  secretFiles?: Record<string, string>;
  action: Action;
}

/** What must hold, all of it at one moment, before a task whose needs have ended starts. */
export interface Gates {
  awaits: Condition | null;
  /** `HH:MM` in the pipeline's zone: the first from new day of the run's business date on. */
  notBefore: string | null;
  /** `HH:MM`: the first after that; or `HH:MM+Nd`: on that calendar day after the business date. */
  notAfter: string | null;
  late?: Late;
  /** Days on which it starts at all; absent, and not null, so that what has none keeps its hash. */
  onlyOn?: OnlyOn;
  /** Absent in revisions that were stored before there were approvals. */
  approval?: Approval | null;
  /** What it takes of pools, rates and locks when it starts, sorted by name. */
  takes: Take[];
}

export interface Take {
  /** As `pools.yaml` declares it. */
  pool: string;
  /** Units of a pool or a rate, or how a lock is held. */
  amount: number | "shared" | "exclusive";
  /** A failed task keeps it until a rerun of it succeeds. */
  keepOnFailure: boolean;
}

export interface Approval {
  /** Names, any of which may approve; empty: anybody may. */
  by: string[];
  /** So many different ones must. */
  count: number;
  /** From when the task comes to it; null: it waits for ever. */
  deadlineMs: number | null;
  onExpiry: "fail" | "skip" | "approve";
  /** Whoever asked for the run may not approve it. */
  notRequester: boolean;
}

export type Effect =
  | { kind: "emit"; event: string; date: EmittedDate }
  /** Null: for every date. */
  | { kind: "clear"; event: string; date: EmittedDate | null }
  /** The text may hold `${{ }}`. */
  | { kind: "set"; variable: string; value: string }
  /** Null (or absent, in revisions from before): an update keeps the asset fresh for ever. */
  | { kind: "update"; asset: string; freshnessMs?: number | null };

export type EmittedDate = DateRule | "static";

/** What an end of a task's command means. */
export interface EndRule {
  /** CEL text over how the attempt ended. */
  when: string;
  /** Null: by exit code, as without a rule; after used-up retries `failed`. */
  result: "succeeded" | "failed" | "skipped" | "cancelled" | null;
  /** Counted for this rule alone; null: the rule plans no attempt. */
  retry: Retry | null;
  /** With every end that matches, whatever the result. */
  effects: Effect[];
}

/** When a task is executed again in its run, and what ends that. */
export interface Repeat {
  beat: Beat;
  /** Most iterations, the first included; null: as many as a run may have. */
  max: number | null;
  /** CEL text over how an iteration ended: goes on while it is true; null: whatever it was. */
  while: string | null;
  /** `stop`: a failed iteration ends it. */
  onFailure: "stop" | "continue";
}

export type Beat =
  /** `until` is `HH:MM` or `HH:MM+Nd`: none begins later. */
  | { everyMs: number; from: "start" | "end" | "due"; until: string | null }
  /** Intervals one after the other; after the last no further iteration comes. */
  | { gapsMs: number[]; from: "start" | "end" | "due"; until: string | null }
  /** `HH:MM`; one that is not later than the one before is the next day's. */
  | { times: string[]; toleranceMs: number };

export interface Retry {
  /** How many times after the first attempt. */
  retries: number;
  delayMs: number;
  backoff: "fixed" | "exponential";
  maxDelayMs: number | null;
  /** Only these ends are tried again; absent: every failure. Absent and not null, so that what had none keeps its hash. */
  on?: RetryOn;
}

export interface RetryOn {
  exitCodes: number[];
  /** Full names, such as SIGKILL. */
  signals: string[];
  timeout: boolean;
}
