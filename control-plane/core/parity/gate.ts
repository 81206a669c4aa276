// The gate of a wave: what must be proved of each of its pipelines before it goes live, and what of it is missing.

import { differences } from "./explanation.ts";
import type { Verdict } from "./verdict.ts";

export interface GateRule {
  /** Business dates in a row, up to the newest that is over. */
  businessDays: number;
  /** One of them is the last of a month. */
  monthEnd: boolean;
  /** Fewest runs of each pipeline that could be compared. */
  minRuns: number;
  /** Percentage of these that must have been alike. */
  parity: number;
  /** Fewest months of the simulation on record; absent: @see usualSimulatedMonths */
  simulatedMonths?: number;
}

/** Of a wave that says none of it; what it says takes the place of its part. */
export const usualGate: GateRule = { businessDays: 20, monthEnd: true, minRuns: 5, parity: 99.5 };

/** Two years and a month: a leap day or its lack, each end of a month twice, and holidays that move. */
export const usualSimulatedMonths = 25;

/** One business date of one pipeline. */
export interface ParityDay {
  date: string;
  isBusiness: boolean;
  isMonthEnd: boolean;
  /** All of it was told, and what would have started is known. */
  isObserved: boolean;
  counts: Readonly<Partial<Record<Verdict, number>>>;
  /** Differences that somebody has explained, and whose explanation has not expired: they are no match, and don't fail the gate. */
  explained: number;
}

/** What is known of a job beside its dates. */
export interface Beside {
  /** Who has waived the fewest runs, and where; null: nobody. */
  waived: string | null;
  /** The newest dates in a row that were alike in a backtest, which stand for the fewest runs; null: there is none. */
  backtested: number | "of other times" | null;
  /** What its simulation lacks; null: nothing, or somebody has waived it. */
  simulation?: string | null;
  /** The last day of a month that comes next, to be told; null: the calendar ends before it, or nobody looked. */
  monthEnd?: string | null;
}

export interface GateVerdict {
  holds: boolean;
  /** What is missing, as sentences; none where it holds. */
  missing: string[];
  /** Business dates in a row without one that nobody observed. */
  days: number;
  comparable: number;
  matched: number;
  explained: number;
}

/** @param days of one pipeline, ascending, all over */
export function judgeGate(
  rule: GateRule,
  days: readonly ParityDay[],
  { waived, backtested, simulation = null, monthEnd = null }: Beside = {
    waived: null,
    backtested: null,
  },
): GateVerdict {
  const row = lastRow(days, rule);
  const sum = (...of: readonly Verdict[]): number =>
    row.reduce(
      (all, { counts }) => all + of.reduce((one, each) => one + (counts[each] ?? 0), 0),
      0,
    );
  const business = row.filter(({ isBusiness }) => isBusiness).length;
  const matched = sum("match");
  const different = sum(...differences);
  const explained = row.reduce((all, day) => all + day.explained, 0);
  const comparable = matched + different - explained;
  const percent = comparable === 0 ? 100 : (matched / comparable) * 100;
  const isEnough =
    comparable >= rule.minRuns ||
    waived !== null ||
    (typeof backtested === "number" && backtested >= rule.minRuns);
  const missing = [
    business < rule.businessDays &&
      `${business} of ${rule.businessDays} business dates in a row were observed`,
    rule.monthEnd &&
      !row.some(({ isMonthEnd }) => isMonthEnd) &&
      `no end of a month is among them${monthEnd === null ? "" : `; the next is ${monthEnd}`}`,
    !isEnough &&
      `${comparable} of at least ${rule.minRuns} runs could be compared` +
        (backtested === null ? "" : `, and ${backtestText(backtested)}`),
    different > explained &&
      `${different - explained} ${different - explained === 1 ? "difference has" : "differences have"} no explanation`,
    isEnough &&
      percent < rule.parity &&
      `${matched} of ${comparable} compared runs were alike, which is less than ${rule.parity} %`,
    simulation,
  ].filter((text) => typeof text === "string");
  return { holds: missing.length === 0, missing, days: business, comparable, matched, explained };
}

/** What the gate asks of dates and isn't there yet: so many business dates more, and an end of a month among them. */
export function lackingDates(
  rule: GateRule,
  days: readonly ParityDay[],
): { businessDays: number; monthEnd: boolean } {
  const row = lastRow(days, rule);
  const business = row.filter(({ isBusiness }) => isBusiness).length;
  return {
    businessDays: Math.max(0, rule.businessDays - business),
    monthEnd: rule.monthEnd && !row.some(({ isMonthEnd }) => isMonthEnd),
  };
}

const backtestText = (dates: number | "of other times"): string =>
  typeof dates === "number"
    ? `${dates} ${dates === 1 ? "date" : "dates"} of its backtest`
    : "its backtest is of other times";

/**
 * The newest days with so many business dates, without those before a day that was not observed whole. Where they have no end of a
 * month and one must be there, those back to the last one as well.
 */
function lastRow(
  days: readonly ParityDay[],
  { businessDays, monthEnd }: GateRule,
): readonly ParityDay[] {
  let from = days.length;
  let business = 0;
  let isEnded = !monthEnd;
  while (from > 0 && (business < businessDays || !isEnded)) {
    const day = days[from - 1] as ParityDay;
    if (!day.isObserved || (day.counts.unobserved ?? 0) > 0) break;
    from--;
    if (day.isBusiness) business++;
    if (day.isMonthEnd) isEnded = true;
  }
  return days.slice(from);
}
