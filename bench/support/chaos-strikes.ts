// The hand that strikes: every few seconds one process, chosen by the seed, is killed or frozen.

import { seeded } from "#test/support/seeded.ts";
import type { ChaosStrike } from "./chaos-facts.ts";
import type { ChaosPostgres } from "./chaos-postgres.ts";
import type { ChaosProcess } from "./chaos-process.ts";

export interface StrikeOptions {
  seed: number;
  ttlMs: number;
  /** Milliseconds of `performance.now()`. */
  until: number;
  processes: readonly ChaosProcess[];
  postgres: ChaosPostgres;
  say: (message: string) => void;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Of a hundred strikes; servers and workers are two each. */
const shares: readonly [ChaosStrike["victim"], ChaosStrike["how"], number][] = [
  ["worker", "kill", 30],
  ["worker", "stop", 20],
  ["server", "kill", 15],
  ["server", "stop", 10],
  ["postgres", "kill", 15],
  ["postgres", "stop", 10],
];

/** Strikes until the time is over, then waits until all that was struck is well again. */
export async function strike(options: StrikeOptions): Promise<ChaosStrike[]> {
  const random = seeded(options.seed);
  const between = (least: number, most: number) => least + random() * (most - least);
  const strikes: ChaosStrike[] = [];
  const recoveries: Promise<void>[] = [];
  for (;;) {
    await pause(between(2_000, 5_000));
    if (performance.now() > options.until) break;
    const [victim, how] = chosen(random() * 100);
    // Some thaw in time, others are taken for dead.
    const forMs = how === "kill" ? between(200, 3_000) : between(500, options.ttlMs * 1.8);
    const struck = hit(options, victim, random());
    if (!struck) continue;
    strikes.push({ at: Date.now(), victim, how, pid: struck.pid });
    options.say(`${how} ${victim} ${struck.pid} for ${Math.round(forMs)} ms`);
    recoveries.push(Promise.resolve(how === "kill" ? struck.kill(forMs) : struck.freeze(forMs)));
  }
  await Promise.all(recoveries);
  return strikes;
}

function chosen(number: number): (typeof shares)[number] {
  let left = number;
  for (const share of shares) {
    left -= share[2];
    if (left < 0) return share;
  }
  return shares[0] as (typeof shares)[number];
}

function hit({ processes, postgres }: StrikeOptions, victim: string, number: number) {
  if (victim === "postgres") return postgres.strikable ? postgres : undefined;
  const well = processes.filter((process) => process.kind === victim && process.strikable);
  return well[Math.floor(number * well.length)];
}
