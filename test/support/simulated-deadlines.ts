// Random deadlines for the simulation: their judgements happen, or crash halfway, at any moment.

import type pg from "pg";
import type { Deadline } from "#core/pipeline.ts";
import { createDefinitions } from "#engine/definitions.ts";
import { judgeDeadlines } from "#engine/judge-deadlines.ts";
import { transaction } from "#store/transaction.ts";

export interface SimulatedDeadlines {
  moves: Record<string, [number, () => Promise<unknown>]>;
  /** Judges until nothing is asked for; answers what is still open of runs that have ended. */
  settle(): Promise<string[]>;
}

/** Of the morning after: some have passed when they are first looked at, others are to come. */
const times = ["00:01+1d", "12:00+1d", "23:59+2d"];

export function randomDeadline(random: () => number): Deadline | null {
  if (random() < 0.7) return null;
  const time = () => times[Math.floor(random() * times.length)] ?? null;
  const startBy = random() < 0.5 ? time() : null;
  return { startBy, finishBy: startBy === null || random() < 0.7 ? time() : null };
}

class Crash extends Error {}

/** Each finds deadlines that break its rule. */
export const deadlineRules: Record<string, string> = {
  "a deadline that is over stays so": `
    select d.run_id, d.idx, d.kind, d.history from trunkline.run_deadline d
     where exists (select from jsonb_array_elements(d.history) with ordinality h(change, n)
                    where h.change ->> 'state' in ('met', 'missed') and h.n < jsonb_array_length(d.history))`,
  "its state is its last change": `
    select d.run_id, d.idx, d.kind, d.state from trunkline.run_deadline d
     where d.state <> coalesce(d.history -> -1 ->> 'state', 'on-track')`,
  "what is open of a run is watched": `
    select d.run_id, d.idx, d.kind, d.state from trunkline.run_deadline d
     where d.state not in ('met', 'missed')
       and not exists (select from trunkline.run_watch w where w.run_id = d.run_id)`,
};

const open = `
  select w.run_id::text || ' is watched' as what from trunkline.run_watch w
    join trunkline.run r on r.id = w.run_id where r.finished_at is not null
  union all
  select d.run_id || '/' || d.idx || ' ' || d.kind || ' is ' || d.state from trunkline.run_deadline d
    join trunkline.run r on r.id = d.run_id where r.finished_at is not null and d.state not in ('met', 'missed')`;

export function simulateDeadlines(pool: pg.Pool): SimulatedDeadlines {
  const { pipeline } = createDefinitions(pool);
  const judge = async (crash: boolean): Promise<number> => {
    try {
      return await transaction(pool, async (db) => {
        const judged = await judgeDeadlines(db, pipeline);
        if (crash) throw new Crash();
        return judged;
      });
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      return 0;
    }
  };
  const isAsked = async (): Promise<boolean> =>
    (await pool.query("select from trunkline.deadline_check limit 1")).rows.length > 0;
  return {
    moves: {
      "judge deadlines": [6, () => judge(false)],
      "judge deadlines, and crash": [1, () => judge(true)],
    },
    async settle() {
      // A pass may find nothing but runs that are not watched any more, and leave others to the next.
      while ((await judge(false)) > 0 || (await isAsked()));
      const { rows } = await pool.query<{ what: string }>(open);
      return rows.map(({ what }) => what);
    },
  };
}
