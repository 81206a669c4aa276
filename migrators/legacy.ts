// The one model of legacy estates: what any of the sources says, in words of none of them. Sources make it, the passes of
// `translate/` read it. Each value keeps the attributes that it was read from, since those are what is accounted for.

import type { LegacyCondition } from "./legacy/condition.ts";
import type { UsesOfEvents } from "./legacy/event-uses.ts";
import type { MemberTimes } from "./legacy/member-times.ts";
import type { LegacyResult } from "./legacy/result.ts";
import type { DayRule, LegacySchedule } from "./legacy/schedule.ts";
import type { Work } from "./legacy/work.ts";
import type { Finding, LegacyAttribute, LegacyFile, Statement } from "./statement.ts";

export const legacySystems = ["cron", "control-m", "autosys"] as const;
export type LegacySystem = (typeof legacySystems)[number];

/** A value and what it was read from; nothing: it is the source's default. */
export interface Sourced<T> {
  value: T;
  from: readonly LegacyAttribute[];
}

/** What one pipeline is made of: a folder, one application of it, or one job. What gates its members, such as a box, is never split. */
export const groupings = ["folder", "application", "job"] as const;
export type Grouping = (typeof groupings)[number];

export interface LegacyEstate {
  system: LegacySystem;
  /** As people want it; absent: by folder. */
  grouping?: Grouping | undefined;
  /** Its name, as the parameters say it. */
  instance: string | null;
  /** Projects here that have the jobs of other schedulers, by what conditions call these. */
  instances?: Readonly<Record<string, string>>;
  /** As somebody has said of the scheduler; absent: nobody has. */
  memberTimes?: MemberTimes | undefined;
  files: LegacyFile[];
  /** Groups before their members, else in the order of the files. */
  jobs: LegacyJob[];
  calendars: LegacyCalendar[];
  /** What tasks share, as far as totals are in the files or the parameters. */
  resources: LegacyResource[];
  /** How hosts are reached, where the files say it. */
  profiles?: LegacyProfile[];
  /** Global variables with their first values. */
  variables: LegacyVariable[];
  /** Who posts and awaits what, of a source that has events. */
  events?: UsesOfEvents;
  /** Beside those of the files: what is wrong with meanings. */
  findings: Finding[];
  /** What is part of no job and can't be followed, such as an unknown sub-command; with all that is in it. */
  refused?: { of: Statement; code: string }[];
  /** What is part of no job and changes nothing, such as a file that the scheduler ignores; with all that is in it, but `alone` with its attributes only. */
  inert: { of: Statement; code: string; alone?: true }[];
  /** What the files don't say and jobs need: each refuses the jobs that it names. */
  decisions: Decision[];
}

/** A job, or a group of jobs (a box, a folder), which has a schedule, conditions and results as well. */
export interface LegacyJob {
  /** Unique in the estate: `FILE:LINE` of cron, `FOLDER/JOB` of Control-M (`…#2` for a repeated one), the name of AutoSys. */
  key: string;
  /** As the source calls it. */
  name: string;
  /** What defines it; later statements that change it are in `also`. */
  statement: Statement;
  also: readonly Statement[];
  /** Key of the group that it is a member of. */
  parent: string | null;
  /** What says so, where the source writes it at the member. */
  parentFrom?: readonly LegacyAttribute[];
  work: Work;
  /** Null: wherever the source runs what names no host. */
  hosts: Sourced<Hosts> | null;
  user: Sourced<string> | null;
  /** In order: a later one may use those before it. */
  environment: LegacyVariable[];
  schedule: LegacySchedule;
  /** Before it starts. */
  condition: LegacyCondition | null;
  resources: ResourceUse[];
  /** What its ends mean and cause. */
  result: LegacyResult;
  /** What a start does while an earlier one still runs: it waits, is left out, or ends the earlier one; absent: both run. */
  overlap?: Sourced<"queue" | "skip" | "replace">;
  notifications: LegacyNotification[];
  deadlines: LegacyDeadline[];
  /** Of a group: what isn't ordered on a date isn't waited for on it. */
  adjust?: Sourced<Adjust>;
  /** A person must confirm each start. */
  confirm: Sourced<boolean> | null;
  priority: Sourced<string> | null;
  /** As it stood when the files were written. */
  state: Sourced<LegacyState> | null;
  description: Sourced<string> | null;
  /** Application, group, owner and the like, by the source's words. */
  labels: { name: string; label: Sourced<string> }[];
  /** What else it says that changes nothing in what runs: each with the code that says why. */
  inert: { attribute: LegacyAttribute | null; code: string }[];
  /** What its spec leaves out under the assumption that the code names. */
  assumed?: { attribute: LegacyAttribute; code: string }[];
  /** What no pass has to say anything of: carried over under the assumption that the code names, or in no spec. */
  settled?: { attribute: LegacyAttribute; outcome: "equivalent" | "refused"; code: string }[];
  /** What refuses it: the first of them is its reason. Codes are in `finding-codes.ts`. */
  refusals: Refusal[];
}

export interface Adjust {
  /** As the source says it. */
  letter: string;
  /** What such a job would have waited for is waited for all the same. */
  waits: boolean;
}

export interface Refusal {
  code: string;
  message: string;
  /** What is at fault; nothing: the whole job. */
  from: readonly LegacyAttribute[];
}

/** `any`: one of them runs it; `all`: each does; `named`: a host or a group of hosts, which files can't tell apart. */
export interface Hosts {
  names: readonly string[];
  mode: "any" | "all" | "named";
}

export interface LegacyVariable {
  name: string;
  value: Sourced<string>;
}

/** `held`: neither runs nor lets others on. `iced`: cut out, others go on as if it had succeeded. `noExecute`: succeeds at once. */
export type LegacyState = "active" | "held" | "iced" | "noExecute" | "inactive";

export interface LegacyResource {
  name: string;
  /** What defines it, where the files do. */
  statement?: Statement;
  /** Null: neither the files nor the parameters say. */
  units: Sourced<number> | null;
  /** `pool`: units return. `spent`: they don't. `threshold`: only looked at. `lock`: shared or exclusive. */
  kind: "pool" | "spent" | "threshold" | "lock";
}

/** By the name that jobs have for it. Its password, if it has one, is nowhere but in the export. */
export interface LegacyProfile {
  name: string;
  statement: Statement;
  host: string | null;
  port: number | null;
  user: string | null;
  hasPassword: boolean;
}

export interface ResourceUse {
  resource: string;
  amount: Sourced<number | "shared" | "exclusive">;
  /** Units stay taken after a failure, until a rerun succeeds. */
  keepOnFailure: boolean;
  /** Units are gone after a success. */
  spend: boolean;
}

export interface LegacyNotification {
  /** `output`: whenever it printed something (cron's mail), `failureOutput`: only after a failure. */
  on:
    | "output"
    | "failureOutput"
    | "success"
    | "failure"
    | "terminated"
    | "rerun"
    | "lateStart"
    | "lateEnd"
    | "always";
  to: readonly string[];
  subject: string | null;
  message: string | null;
  from: readonly LegacyAttribute[];
}

/** Watched only: it changes nothing about what runs. Times are `HH:MM`, `+Nd` for later days; lengths are minutes, with who is told. */
export type LegacyDeadline = { from: readonly LegacyAttribute[] } & (
  | { kind: "startBy" | "finishBy"; at: readonly string[] }
  | { kind: "startWithin" | "finishWithin"; minutes: number }
  | { kind: "longerThan" | "shorterThan"; minutes: number; to: readonly string[] }
  | {
      kind: "longerThanUsual" | "shorterThanUsual";
      minutes: number;
      percent: boolean;
      to: readonly string[];
    }
);

/** Days by name, from the files or the parameters. */
export interface LegacyCalendar {
  name: string;
  statement: Statement | null;
  /** `YYYY-MM-DD`, ascending; null: none are known. Of one that is a rule those of a range. */
  dates: readonly string[] | null;
  /** Its days, where they are no list. */
  rule?: DayRule;
  /** Periods of a periodic calendar, by date. */
  periods: Readonly<Record<string, string>> | null;
  refusals: Refusal[];
}

/** What only a person can say. Without it the named jobs are refused; `params.yaml` is drafted with it. */
export interface Decision {
  /** Path in the parameters, such as `timezone` or `calendars.HOL`. */
  parameter: string;
  code: string;
  /** What is asked, in one sentence. */
  question: string;
  /** The command on the source's side that answers it. */
  obtain: string | null;
  /** Keys. */
  jobs: string[];
}
