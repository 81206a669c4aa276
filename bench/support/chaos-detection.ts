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

/** Only of a strike that cost the worker tasks; one that was thawed in time goes on with them. */
function consequences(
  strike: ChaosStrike,
  { workers, attempts, effects }: ChaosFacts,
): { reaped: number[]; next: number[] } {
  const worker = struck(strike, workers);
  const lost = attempts.filter((of) => of.ending === "lost" && of.worker === worker?.id);
  if (!worker?.deadAt || lost.length === 0) return { reaped: [], next: [] };
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
  return { reaped: [worker.deadAt - strike.at], next };
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
