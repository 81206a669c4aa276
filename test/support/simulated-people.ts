// People who answer approvals, and times in which nothing starts, at any moment of a simulation.

import type pg from "pg";
import { endHeld } from "#engine/end-held.ts";
import { lockAsked, openApprovals, vote } from "#store/approvals.sql.ts";
import { addBlackout, endBlackout, listBlackouts } from "#store/blackouts.sql.ts";
import { transaction } from "#store/transaction.ts";
import type { SimulatedClock } from "./simulated-clock.ts";
import type { Features, Random } from "./simulated-conditions.ts";

type Moves = Record<string, [number, () => Promise<unknown>]>;

export interface SimulatedPeople {
  moves: Moves;
  /** Approves everything and ends every blackout. */
  settle(): Promise<void>;
}

const aMinute = 60_000;
const most = 100;

export function simulatePeople(
  pool: pg.Pool,
  random: Random,
  clock: SimulatedClock,
  having: Features,
): SimulatedPeople {
  const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)];
  const open = () => openApprovals(pool, { limit: most });
  const answer = (run: string, idx: number, actor: string, approved: boolean) =>
    transaction(pool, async (db) => {
      const idxs = (await lockAsked(db, { run, idxs: [idx] })).map((row) => row.idx);
      await vote(db, { run, idxs, actor, approved, reason: null });
    });
  const blackouts = () => listBlackouts(pool, {});
  const approvals: Moves = {
    vote: [
      6,
      async () => {
        const one = pick(await open());
        if (one) await answer(one.run_id, one.idx, pick(["ada", "bob"]) ?? "ada", random() < 0.85);
      },
    ],
  };
  const keeping: Moves = {
    "announce a blackout": [
      2,
      async () => {
        const from = clock.now() + (Math.floor(random() * 40) - 20) * aMinute;
        await addBlackout(pool, {
          pipeline: pick(["p", "q", undefined]),
          ...{ tags: {}, actor: "ada", mode: random() < 0.7 ? "later" : "skip" },
          ...{
            from: new Date(from),
            to: new Date(from + (15 + Math.floor(random() * 45)) * aMinute),
          },
        });
      },
    ],
    "end a blackout": [
      1,
      async () => {
        const one = pick(await blackouts());
        if (one) await endBlackout(pool, { id: one.id });
      },
    ],
  };
  return {
    moves: {
      ...(having.has("approvals") ? approvals : {}),
      ...(having.has("blackouts") ? keeping : {}),
      "end what is held until now": [2, () => endHeld(pool)],
    },
    async settle() {
      await endHeld(pool);
      for (const { id } of await blackouts()) await endBlackout(pool, { id });
      for (const { run_id, idx } of await open())
        for (const actor of ["ada", "bob"]) await answer(run_id, idx, actor, true);
    },
  };
}
