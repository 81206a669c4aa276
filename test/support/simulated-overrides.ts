// People change single runs at any moment: they open gates, and give other values.

import type pg from "pg";
import { ignoredOf } from "#core/override/ignore.ts";
import { force } from "#engine/force.ts";
import { override } from "#engine/override.ts";
import { transaction } from "#store/transaction.ts";

export function simulateOverrides(
  pool: pg.Pool,
  random: () => number,
  runs: () => Promise<string[]>,
): Record<string, [number, () => Promise<unknown>]> {
  const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)];
  const what = ["condition", "condition:A", "pool", "pool:left", "retry", "hold", "time"];
  return {
    override: [
      3,
      async () => {
        const id = pick(await runs());
        const task = random() < 0.5 ? null : `t${Math.floor(random() * 8)}`;
        const runsOn = pick([null, [], ["etl"]]) ?? null;
        if (id === undefined) return;
        const given = { env: { A: "x" }, params: {}, runsOn };
        const act = { actor: "ada", reason: "simulated", rule: "simulated" };
        await transaction(pool, (db) => override(db, { id, task, given, ...act }));
      },
    ],
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
