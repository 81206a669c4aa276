// Explanations of differences: which somebody has answered for, until when. An explained difference is no match, and is counted apart.

import { type Weekday, weekdays } from "../calendar/calendar.ts";
import { dateOf, dayOf } from "../calendar/date.ts";
import { weekday } from "../schedule/civil.ts";
import { matchesStars } from "../star-pattern.ts";

/** Verdicts that are a difference. */
export const differences = ["differs", "only-legacy", "only-ours"] as const;
export type DifferenceVerdict = (typeof differences)[number];

/** What a job need not prove. */
export type Waived = "runs" | "simulation";

export interface Explanation {
  /** Its path, which is its name. */
  file: string;
  who: string;
  reason: string;
  /** The last day on which it counts, in UTC. */
  until: string;
  /** `PIPELINE`, with all of its tasks, or `PIPELINE/TASK`; patterns. */
  jobs: readonly string[];
  /** Null: it only waives. */
  explains: Explains | null;
  waives: readonly Waived[];
}

/** Null: whatever it is. */
export interface Explains {
  verdicts: readonly DifferenceVerdict[] | null;
  fields: readonly string[] | null;
  upToMs: number | null;
  dates: readonly { from: string; to: string }[] | null;
  weekdays: readonly Weekday[] | null;
}

/** One difference of one job. */
export interface Difference {
  pipeline: string;
  /** Empty: the pipeline itself. */
  task: string;
  verdict: DifferenceVerdict;
  /** What of the run differs; nothing where one side is alone. */
  fields: readonly string[];
  /** How much later the run started there, in milliseconds; null: not known. */
  laterMs: number | null;
  /** Business date. */
  date: string;
}

/** So many days ahead an end may be: whoever answers for a difference looks at it again within a year. */
const longestDays = 366;

export type Standing = "in force" | "expired" | "too far ahead";

/** @param today YYYY-MM-DD, in UTC. */
export function standingOf({ until }: Pick<Explanation, "until">, today: string): Standing {
  if (until < today) return "expired";
  return until > dateOf(dayOf(today) + longestDays) ? "too far ahead" : "in force";
}

/** Null while it counts. */
export function standingText(explanation: Pick<Explanation, "until">, today: string) {
  const standing = standingOf(explanation, today);
  if (standing === "in force") return null;
  return standing === "expired"
    ? `explanation expired on ${explanation.until}`
    : `explanation does not count: ${explanation.until} is more than ${longestDays} days ahead`;
}

/** Whether it is for the job, whatever it says of it. */
export function isFor(
  { jobs }: Pick<Explanation, "jobs">,
  { pipeline, task }: Pick<Difference, "pipeline" | "task">,
): boolean {
  return jobs.some((pattern) => {
    const [own = "", ownTask] = pattern.split("/");
    return (
      matchesStars(pipeline, own) &&
      (ownTask === undefined || (task !== "" && matchesStars(task, ownTask)))
    );
  });
}

/** The first that explains it. @param explanations Those in force. */
export const explanationOf = (
  explanations: readonly Explanation[],
  difference: Difference,
): Explanation | null =>
  explanations.find(
    (one) => one.explains !== null && isFor(one, difference) && covers(one.explains, difference),
  ) ?? null;

function covers(
  { verdicts, fields, upToMs, dates, weekdays: days }: Explains,
  { verdict, fields: its, laterMs, date }: Difference,
): boolean {
  return (
    (verdicts === null || verdicts.includes(verdict)) &&
    (fields === null || (its.length > 0 && its.every((field) => fields.includes(field)))) &&
    (upToMs === null || (laterMs !== null && Math.abs(laterMs) <= upToMs)) &&
    (dates === null || dates.some(({ from, to }) => from <= date && date <= to)) &&
    (days === null || days.includes(weekdays[weekday(dayOf(date))] as Weekday))
  );
}
