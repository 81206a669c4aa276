// How often a pipeline is due for a business date, by whatever of it was deployed at each time: what came before a deployment
// is due by the one before it.

import { dateOf, dayOf } from "../calendar/date.ts";
import { plannedOn } from "../schedule/planned.ts";
import { fires, type Timed } from "../simulation/fire.ts";

const dayMs = 86_400_000;

/** What was deployed of a pipeline from an instant on, in milliseconds since 1970. */
export interface Deployed {
  at: number;
  commit: string;
  /** Null: it removed the pipeline. */
  pipeline: Timed | null;
  /** Set where its wave had others run it. */
  staged: string | null;
}

/** Each minute of a day of 25 hours. */
export const mostOfADay = 1_500;

/**
 * Due times for a date in time order, at most `mostOfADay` and one more, which says that there are more.
 * @param deployed Oldest first. Due times count from a deployment on, without its own instant.
 */
export function dueOn(deployed: readonly Deployed[], date: string): number[] {
  const found: number[] = [];
  for (const [n, { pipeline, at: from }] of deployed.entries()) {
    const until = deployed[n + 1]?.at ?? Number.POSITIVE_INFINITY;
    if (pipeline === null || !isNear(date, from, until)) continue;
    for (const at of timesOf(pipeline, date, from)) {
      if (at > until || found.length > mostOfADay) break;
      if (at > from) found.push(at);
    }
  }
  return found;
}

/** Wherever on the clock its days begin. */
const isNear = (date: string, from: number, until: number): boolean =>
  from < Date.parse(date) + 3 * dayMs && until > Date.parse(date) - 2 * dayMs;

/** Of several triggers, those that coincide are one; one alone needs no such care. */
function timesOf(pipeline: Timed, date: string, after: number): Iterable<number> {
  const { triggers, newDay } = pipeline;
  const [only] = triggers;
  if (only !== undefined && triggers.length === 1)
    return plannedOn({ ...only, newDay }, date, after, mostOfADay);
  const next = dateOf(dayOf(date) + 1);
  return fires(pipeline, { from: { date }, to: { date: next } }).map(({ at }) => at);
}
