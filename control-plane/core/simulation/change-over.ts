// The dates to which the deployment of another schedule, new day or zone gives more runs than it should, or none: what was
// due before it came by the old rules, what is due after it comes by the new ones.

import { businessDate } from "../business-date.ts";
import { dateOf, dayOf } from "../calendar/date.ts";
import { type Fire, fires, keyOf, type Timed } from "./fire.ts";

export interface ChangeOver {
  /** Business date. */
  date: string;
  /** How many runs it has by the old rules alone, and by the new ones alone. */
  before: number;
  after: number;
  /** How many it gets. */
  runs: number;
  /** When those are due, at most five. */
  at: string[];
}

const mostShown = 5;

/**
 * Told are dates that have runs by both rules and get none, and that get several where neither has more than one; where
 * new day or a zone changes, each that gets fewer or more than it has by both rules.
 * @param at When it is deployed, in milliseconds since 1970: what is due then has come by the old rules.
 */
export function changeOver(before: Timed, after: Timed, at: number): ChangeOver[] {
  if (before.triggers.length === 0 || after.triggers.length === 0) return [];
  if (keyOf(before) === keyOf(after)) return [];
  // All other dates are over by both rules, or have not begun by either.
  const dates = [...datesAt(before, at), ...datesAt(after, at)].sort();
  const range = {
    from: { date: dates[0] as string },
    to: { date: dateOf(dayOf(dates.at(-1) as string) + 1) },
  };
  const old = Map.groupBy(fires(before, range), ({ date }) => date);
  const young = Map.groupBy(fires(after, range), ({ date }) => date);
  const redated = daysOf(before) !== daysOf(after);
  return [...old.keys()].sort().flatMap((date) => {
    const [was, is] = [old.get(date) ?? [], young.get(date) ?? []];
    const gets = [...was.filter((one) => one.at <= at), ...is.filter((one) => one.at > at)];
    const [least, most] = [Math.min(was.length, is.length), Math.max(was.length, is.length)];
    if (!isTold(gets.length, least, most, redated)) return [];
    return {
      ...{ date, before: was.length, after: is.length, runs: gets.length },
      at: gets.slice(0, mostShown).map(instantText),
    };
  });
}

function isTold(gets: number, least: number, most: number, redated: boolean): boolean {
  if (least === 0) return false;
  return gets === 0 || (most === 1 && gets > 1) || (redated && (gets < least || gets > most));
}

/** `2026-11-26 gets 2 runs instead of 1: 2026-11-26T02:00:00Z, 2026-11-27T02:00:00Z`. */
export function changeOverText({ date, before, after, runs, at }: ChangeOver): string {
  const instead = before === after ? `${before}` : `${before} (${after} by the new schedule)`;
  const gets = runs === 0 ? "no run" : runs === 1 ? "1 run" : `${runs} runs`;
  const more = runs > at.length ? ", …" : "";
  const when = runs === 0 ? "" : `: ${at.join(", ")}${more}`;
  return `${date} gets ${gets} instead of ${instead}${when}`;
}

const datesAt = ({ triggers, newDay }: Timed, at: number): string[] =>
  triggers.map(({ timezone }) => businessDate(at, { timezone, newDay }));

/** How dates are counted. */
const daysOf = ({ triggers, newDay }: Timed): string =>
  JSON.stringify([newDay, [...new Set(triggers.map(({ timezone }) => timezone))].sort()]);

const instantText = ({ at }: Fire): string => Temporal.Instant.fromEpochMilliseconds(at).toString();
