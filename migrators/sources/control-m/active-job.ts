// What is ordered for a date, as it stands among the active jobs.

import type { DailyMember } from "./daily-member.ts";

/** A member of one date among the active jobs. */
export interface Active {
  /** Among the active jobs: of the first of a date its name and the date. */
  key: string;
  of: DailyMember;
  day: number;
  date: string;
  group: Active | null;
  state: "waiting" | "running" | "ended" | "dropped";
  /** Conditions of its date that its folder adjusts: nobody who adds them is ordered for it. */
  passed: ReadonlySet<string>;
  /** Milliseconds since 1970; of an iteration the time that it is due. */
  opens: number;
  closes: number | null;
  /** When it no longer goes on by its cycle. */
  cycleEnds: number;
  runs: number;
  startedAt: number;
  dueAt: number;
  /** Members of a folder that have yet to end. */
  left: number;
  /** In the place of a job that isn't ordered: it waits and posts, and runs nothing. */
  isDummy: boolean;
  /** Of a folder that one of its jobs has ended: `left` are those that still run. */
  isEnding: boolean;
  /** What has let it start, for people. */
  cause: string;
}
