// How long after a worker was killed or frozen its tasks were given back, and had begun elsewhere. Pure.

import type { ChaosFacts, ChaosStrike, ChaosWorker } from "./chaos-facts.ts";
import { median } from "./rounds.ts";

/** Milliseconds; null when there was none. */
export type Spread = { count: number; min: number; median: number; max: number } | null;

export type Detection = Record<`${ChaosStrike["how"]} to ${"reaped" | "next attempt"}`, Spread>;

export function detection(facts: ChaosFacts): Detection {
  const of = (how: ChaosStrike["how"]) => {
    const found = facts.strikes
      .filter((strike) => strike.victim === "worker" && strike.how === how)
      .map((strike) => consequences(strike, facts));
    return {
      reaped: spread(found.flatMap(({ reaped }) => reaped)),
      next: spread(found.flatMap(({ next }) => next)),
    };
  };
  const kill = of("kill");
  const stop = of("stop");
  return {
    "kill to reaped": kill.reaped,
    "kill to next attempt": kill.next,
    "stop to reaped": stop.reaped,
    "stop to next attempt": stop.next,
  };
}

/**
 * Only of a strike that cost the worker tasks by itself: one that thawed in time goes on with them, and may be struck
 * again, or lose them to a Postgres that is struck.
 */
function consequences(
  strike: ChaosStrike,
  { workers, attempts, effects, strikes }: ChaosFacts,
): { reaped: number[]; next: number[] } {
  const worker = struck(strike, workers);
  const lost = attempts.filter((of) => of.ending === "lost" && of.worker === worker?.id);
  const end = worker?.deadAt ?? null;
  if (end === null || lost.length === 0) return { reaped: [], next: [] };
  const another = strikes.some(
    ({ at, pid, victim }) =>
      at > strike.at && at < end && (pid === strike.pid || victim === "postgres"),
  );
  if (another) return { reaped: [], next: [] };
  const next = lost.flatMap(({ run, task, attempt }) => {
    const start = effects.find(
      (effect) =>
        effect.what === "start" &&
        effect.run === run &&
        effect.task === task &&
        effect.attempt === attempt + 1,
    );
    return start ? [start.at - strike.at] : [];
  });
  return { reaped: [end - strike.at], next };
}

/** The life that the process was living then; one process has several. */
function struck(
  { pid, at }: ChaosStrike,
  workers: readonly ChaosWorker[],
): ChaosWorker | undefined {
  return workers.findLast(
    (worker) =>
      worker.pid === pid &&
      worker.startedAt <= at &&
      (worker.deadAt === null || worker.deadAt > at),
  );
}

function spread(values: readonly number[]): Spread {
  if (values.length === 0) return null;
  return {
    count: values.length,
    min: Math.min(...values),
    median: median(values),
    max: Math.max(...values),
  };
}
