// Orders of a scheduler whose logs have business dates, beside those of the rules: by date, and how many there are of it.

import type { LegacyFire } from "../simulate.ts";

/** Clocks of two hosts may be so far apart. */
export const slack = 60_000;

/** `open`: it may still come when the log ends. `collapsed`: it was one with another start. */
export type Kind = "matched" | "log" | "rules" | "early" | "open" | "collapsed";

/** One start by the rules, one run of the log, or both; `job` and `run` are indices. */
export interface Pair {
  kind: Kind;
  job: number;
  date: string;
  at: number | null;
  run: number | null;
  /** Of cycles: how often the log has it, and the most that the rules allow. */
  counts?: { logged: number; most: number };
}

/** `covered`: what isn't in the log did not run. `open`: it may still come. `unknown`: the log says nothing of it. */
export type State = "covered" | "open" | "unknown";

export interface DatedRun {
  date: string;
  /** NaN: not started. */
  start: number;
  /** Of one order. */
  times: number;
}

/** How often a job runs on a date: once, as often as its clock says, or as often as its own ends allow. */
export type Cycle = "none" | "counted" | "endless";

/** What the rules have for one date: the first start, and how many there are at most. */
interface Order {
  job: number;
  at: number;
  most: number;
}

/** @param fires of each job, in the order of dates */
export function pairDated(
  fires: readonly Iterable<LegacyFire>[],
  cycles: readonly Cycle[],
  runs: readonly DatedRun[],
  state: (date: string, at: number) => State,
): Pair[] {
  const orders = ordersOf(fires, cycles);
  const logged = new Map<string, number[]>();
  for (const [index, { date }] of runs.entries()) {
    const known = logged.get(date) ?? [];
    logged.set(date, known);
    known.push(index);
  }
  // Of those that wait nothing is known yet: they come last.
  const startOf = (index: number): number => {
    const start = runs[index]?.start ?? Number.NaN;
    return Number.isNaN(start) ? Number.MAX_VALUE : start;
  };
  const found: Pair[] = [];
  for (const date of [...new Set([...orders.keys(), ...logged.keys()])].sort()) {
    const due = orders.get(date) ?? [];
    const ran = (logged.get(date) ?? []).sort((a, b) => startOf(a) - startOf(b));
    for (let index = 0; index < Math.max(due.length, ran.length); index++) {
      const [order, run] = [due[index], ran[index]];
      if (order && run !== undefined)
        found.push(...pairsOf(order, date, run, runs[run] as DatedRun, cycles));
      else if (order) {
        const { job, at } = order;
        const is = state(date, at);
        const kind = is === "open" ? "open" : "rules";
        if (is !== "unknown") found.push({ kind, job, date, at, run: null });
      } else if (run !== undefined) found.push({ kind: "log", job: 0, date, at: null, run });
    }
  }
  return found;
}

function ordersOf(
  fires: readonly Iterable<LegacyFire>[],
  cycles: readonly Cycle[],
): Map<string, Order[]> {
  const orders = new Map<string, Order[]>();
  for (const [job, all] of fires.entries())
    for (const { date, at } of all) {
      const known = orders.get(date) ?? [];
      orders.set(date, known);
      const last = known.at(-1);
      if (last?.job === job) last.most++;
      else known.push({ job, at, most: cycles[job] === "endless" ? Infinity : 1 });
    }
  return orders;
}

function pairsOf(
  { job, at, most }: Order,
  date: string,
  run: number,
  { start, times }: DatedRun,
  cycles: readonly Cycle[],
): Pair[] {
  // Of several runs a list has the start of the last.
  const isEarly = start < at - slack && times === 1;
  const pair: Pair = { kind: isEarly ? "early" : "matched", job, date, at, run };
  if (cycles[job] === "none" || times <= most) return [pair];
  return [pair, { ...pair, kind: "log", at: null, counts: { logged: times, most } }];
}
