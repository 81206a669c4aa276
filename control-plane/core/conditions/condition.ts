// Conditions of other runs, events, variables and assets: which run (or which date) is meant is part of each.
// What is written in `awaits` and `after` has this form once it is normalized.

/** A tree of alternatives and requirements over facts. */
export type Condition = Group | Fact;

export type Group =
  | { kind: "all"; of: Condition[] }
  | { kind: "any"; of: Condition[] }
  | { kind: "not"; of: [Condition] }
  /** At least `count` of them. */
  | { kind: "atLeast"; count: number; of: Condition[] };

/** One question to the world, answered by rows that somebody else reads. */
export type Fact = RunFact | TaskFact | EventFact | VariableFact | AssetFact;

/** What is asked of a run or of a task in it. `finished` is any end, `notRunning` is true of what never ran. */
export type AwaitedState =
  | "succeeded"
  | "failed"
  | "cancelled"
  | "skipped"
  | "finished"
  | "running"
  | "notRunning";

/** Another pipeline's run, or one task of it. */
export interface RunFact {
  kind: "run";
  /** Null is the pipeline's own. */
  project: string | null;
  pipeline: string;
  task: string | null;
  state: AwaitedState;
  /** Only with `task`. */
  exitCode: Comparison | null;
  which: Which;
  /** Asked only of dates for which the pipeline is due by its schedule, or has a run; absent, and not false, so that hashes stay. */
  ifScheduled?: true;
}

/** A task of the same run; one with a matrix stands for all of its instances. */
export interface TaskFact {
  kind: "task";
  task: string;
  state: AwaitedState;
  exitCode: Comparison | null;
}

/** A named fact that persists until somebody deletes it. */
export interface EventFact {
  kind: "event";
  project: string | null;
  name: string;
  date: EventDate;
}

export interface VariableFact {
  kind: "variable";
  project: string | null;
  name: string;
  test: Comparison;
}

/** An asset that was updated as asked, `latest` being at any time; or that is fresh, or stale, by who writes it. */
export interface AssetFact {
  kind: "asset";
  name: string;
  which: Which | { by: "fresh" } | { by: "stale" };
}

/** Which run, or which update, of all that there were. */
export type Which =
  /** For a business date, relative to the waiter's. */
  | { by: "date"; date: DateRule }
  /** The newest, whenever it was. */
  | { by: "latest" }
  /** The newest, if it ended since the last time that it was this time of day (`HH:MM`) in the waiter's zone. */
  | { by: "since"; at: string }
  /** The newest, if it ended since the waiter's own last end; a waiter that never ended takes any. */
  | { by: "sinceLastEnd" }
  /** The newest, if it ended within so many milliseconds. */
  | { by: "within"; ms: number };

export type DateRule =
  | { days: number }
  /** By the pipeline's calendar, else Monday to Friday. */
  | { businessDays: number }
  /** The waiting pipeline's previous (-1) or next (1) date by its own schedules. */
  | { scheduled: -1 | 1 }
  /** Written out; without a year (`12-31`) of an event that is awaited or cleared any year's, else see `dateOf`. */
  | { fixed: string };

export type EventDate = DateRule | "any" | "static";

export interface Comparison {
  op: "==" | "!=" | "<" | "<=" | ">" | ">=";
  /** A text of digits compares as a number with another such text. */
  value: string;
}

/** Every fact of a condition, in the order written. */
export function factsOf(condition: Condition): Fact[] {
  return "of" in condition ? condition.of.flatMap(factsOf) : [condition];
}
