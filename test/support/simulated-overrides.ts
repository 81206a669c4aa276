// Random acts by force: people open gates of tasks and of runs at any moment.

import type pg from "pg";
import { ignoredOf } from "#core/override/ignore.ts";
import { force } from "#engine/force.ts";
import { transaction } from "#store/transaction.ts";

export function simulateOverrides(
  pool: pg.Pool,
  random: () => number,
  runs: () => Promise<string[]>,
): Record<string, [number, () => Promise<unknown>]> {
  const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)];
  const what = ["condition", "condition:A", "pool", "pool:left", "retry", "hold", "time"];
  return {
    force: [
      4,
      async () => {
        const id = pick(await runs());
        const task = random() < 0.2 ? null : `t${Math.floor(random() * 8)}`;
        const ignored = ignoredOf([pick(what) as string]);
        if (id === undefined) return;
        const act = { actor: "ada", reason: "simulated", rule: "simulated" };
        await transaction(pool, (db) => force(db, { id, task, ignored, ...act }));
      },
    ],
  };
}
