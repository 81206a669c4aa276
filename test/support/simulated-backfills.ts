// Backfills under random moves: they are asked for, paused, resumed and cancelled while their runs go on.

import type pg from "pg";
import type { Pipeline } from "#core/pipeline.ts";
import { createBackfill, planBackfill } from "#engine/backfill.ts";
import {
  advanceBackfills,
  cancelBackfill,
  listBackfills,
  setBackfillState,
} from "#store/backfills.sql.ts";
import { transaction } from "#store/transaction.ts";
import type { SimulatedClock } from "./simulated-clock.ts";
import type { Random } from "./simulated-conditions.ts";

export interface SimulatedBackfills {
  moves: Record<string, [number, () => Promise<unknown>]>;
  /** Makes what is still to be made. */
  settle(): Promise<void>;
}

const anHour = 3_600_000;

/** Each finds backfills that break its rule. */
export const backfillRules: Record<string, string> = {
  "a backfill has its number of runs at a time at most": `
    select b.id, b.runs, n.open from trunkline.backfill b
     cross join lateral (select count(*) as open from trunkline.run r where r.backfill_id = b.id and r.finished_at is null) n
     where n.open > b.runs`,
  "each slot that was made has one run, in its order": `
    select b.id, b.made, array_agg(s.ordinal order by s.ordinal) filter (where s.run_id is not null) as has
      from trunkline.backfill b join trunkline.backfill_slot s on s.backfill_id = b.id
     group by b.id, b.made
    having coalesce(array_agg(s.ordinal order by s.ordinal) filter (where s.run_id is not null), '{}')
           <> array(select generate_series(1, b.made))
        or count(distinct s.run_id) <> b.made`,
  "a finished backfill has nothing to do": `
    select b.id, b.made, b.total from trunkline.backfill b
     where b.state = 'finished'
       and (b.made < b.total
            or exists (select from trunkline.run r where r.backfill_id = b.id and r.finished_at is null))`,
};

export function simulateBackfills(
  pool: pg.Pool,
  random: Random,
  clock: SimulatedClock,
  live: () => { id: number; pipeline: Pipeline }[],
): SimulatedBackfills {
  const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)];
  const below = (limit: number) => Math.floor(random() * limit);
  const advance = () => advanceBackfills(pool);
  const open = async () =>
    (await listBackfills(pool, { before: 2 ** 31 - 1, limit: 100 })).filter(
      ({ finished_at }) => finished_at === null,
    );
  const ask = async () => {
    const one = pick(live());
    if (!one) return;
    const { id: pipelineId, pipeline } = one;
    // Of a pipeline without a schedule there are dates only.
    const fromMs = clock.now() - anHour * (1 + below(4));
    const range =
      pipeline.triggers.length === 0
        ? { from: "2026-01-02", to: `2026-01-0${2 + below(3)}` }
        : { fromMs, toMs: fromMs + anHour };
    const request = {
      ...{ pipelineId, pipeline, range, params: {}, key: null },
      ...{ maxRuns: pipeline.concurrency.runs, runs: 1 + below(2) },
      ...{ missing: random() < 0.5, newestFirst: random() < 0.5 },
    };
    await transaction(pool, async (db) => {
      const plan = await planBackfill(db, request, new Date(clock.now()));
      if (plan === "tooMany") throw new Error("a backfill of an hour is too large");
      await createBackfill(db, request, plan, { actor: "ada", reason: null });
    });
  };
  const turn = async () => {
    const one = pick(await open());
    if (!one) return;
    if (random() < 0.2) await cancelBackfill(pool, { id: one.id, reason: "simulated" });
    else
      await setBackfillState(pool, {
        id: one.id,
        state: one.state === "running" ? "paused" : "running",
      });
  };
  return {
    moves: {
      "ask for a backfill": [3, ask],
      "advance backfills": [8, advance],
      "pause, resume or cancel a backfill": [2, turn],
    },
    async settle() {
      for (const { id, state } of await open())
        if (state === "paused") await setBackfillState(pool, { id, state: "running" });
      await advance();
    },
  };
}
