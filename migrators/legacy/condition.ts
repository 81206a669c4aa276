// What a legacy job waits for.

import type { LegacyAttribute } from "../statement.ts";

export type LegacyCondition = { from: readonly LegacyAttribute[] } & (
  | { kind: "all" | "any"; of: readonly LegacyCondition[] }
  /** A named fact with a date, that stays until somebody deletes it. */
  | { kind: "event"; event: string; date: LegacyDate }
  /** How a job ended last, whenever that was, or within a look-back. */
  | { kind: "status"; job: JobReference; status: JobStatus; lookBack: LookBack }
  | { kind: "exitCode"; job: JobReference; compare: Comparison; code: number; lookBack: LookBack }
  | { kind: "variable"; variable: string; compare: Comparison; value: string }
);

/** `done`: success, failure or terminated. `notRunning`: mutual exclusion, and no order. */
export type JobStatus = "success" | "failure" | "done" | "terminated" | "notRunning";

export interface JobReference {
  /** As written; whether the estate has it is for the passes to say. */
  name: string;
  /** Of another scheduler; null: of this one. */
  instance: string | null;
}

/** `none`: however long ago. `ownEnd`: since the waiting job's own last end. */
export type LookBack = { kind: "none" | "ownEnd" } | { kind: "minutes"; minutes: number };

export type Comparison = "=" | "!=" | "<" | "<=" | ">" | ">=";

/** Of which business date: the job's own, that of its scheduled run before or after, so many days away, none (`static`), any, or one day of each year. */
export type LegacyDate =
  | { kind: "same" | "previous" | "next" | "static" | "any" }
  | { kind: "days"; days: number }
  /** `MM-DD` */
  | { kind: "yearDay"; day: string };
