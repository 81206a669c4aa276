// Gates under random moves: events come and go, variables and assets change, and judgements happen or crash halfway.

import type pg from "pg";
import { createDefinitions } from "#engine/definitions.ts";
import { judgeChanges } from "#engine/gatekeeper.ts";
import { applyEffects } from "#store/events.sql.ts";
import {
  type Features,
  pickOf,
  type Random,
  simulatedAssets,
  simulatedEvents,
} from "./simulated-conditions.ts";
import { judging } from "./simulated-starts.ts";

const dates = Array.from({ length: 9 }, (_, n) => `2026-01-0${n + 1}`);

/** Of judgements at one instant. */
const mostRounds = 1_000;

export interface SimulatedGates {
  moves: Record<string, [number, () => Promise<unknown>]>;
  /** Makes everything true that may be, and judges until nothing changes. Answers whether anything started. */
  settle(): Promise<boolean>;
}

class Crash extends Error {}

export function simulateGates(pool: pg.Pool, random: Random, having: Features): SimulatedGates {
  const date = () => dates[Math.floor(random() * dates.length)] as string;
  const { pipeline: readPipeline } = createDefinitions(pool);
  const change = (effects: object[], on = dates[0] as string) =>
    applyEffects(pool, {
      project: "test",
      date: on,
      actor: "ada",
      act: "change",
      reason: null,
      effects,
    });
  const within = judging(pool);
  const judge = async (crash: boolean): Promise<number> => {
    try {
      let left = crash ? Math.floor(random() * 4) : -1;
      return await judgeChanges(
        (work) =>
          within(async (db) => {
            const looked = await work(db);
            if (left-- === 0) throw new Crash();
            return looked;
          }),
        readPipeline,
      );
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      return 0;
    }
  };
  /** What waits, and whether anything asks to be judged. */
  const look = async (): Promise<{ waits: string | null; asked: boolean }> => {
    const { rows } = await pool.query({
      name: "simulated-waits",
      text: `select (select string_agg(run_id || '/' || idx, ' ' order by run_id, idx) from trunkline.wait) as waits,
                    exists (select from trunkline.wait_check) or exists (select from trunkline.after_check)
                      or exists (select from trunkline.wait where next_at <= now())
                       or exists (select from trunkline.pool_check) or exists (select from trunkline.child_check)
                       or exists (select from trunkline.pool where next_at <= now()) as asked`,
    });
    return rows[0];
  };
  /** Judges until nothing is asked for; answers what waits then. */
  const quiet = async (): Promise<string | null> => {
    for (let round = 0; round < mostRounds; round++) {
      const { waits, asked } = await look();
      if (!asked || (await judge(false)) === 0) return waits;
    }
    throw new Error(`judgements ask for more without an end: ${(await look()).waits}`);
  };
  /** When nothing is asked for, nothing that still waits may open, or a change woke nobody. Answers what waits. */
  const settled = async (): Promise<string | null> => {
    // Who waited for a worker looks again by itself, later.
    await pool.query("update trunkline.pool set next_at = now() where next_at is not null");
    const before = await quiet();
    if (before === null) return null;
    await pool.query({
      name: "simulated-checks",
      text: `with pools as (insert into trunkline.pool_check (pool_id) select id from trunkline.pool)
             insert into trunkline.wait_check select run_id, idx from trunkline.wait on conflict do nothing`,
    });
    const after = await quiet();
    if (after !== before)
      throw new Error(`nobody woke what could start: ${before} became ${after}`);
    return after;
  };
  const event = () => pickOf(random, simulatedEvents);
  const eventDate = () => (random() < 0.15 ? "static" : date());
  const assets: SimulatedGates["moves"] = {
    "update an asset": [4, () => change([{ update: pickOf(random, simulatedAssets) }], date())],
  };
  return {
    moves: {
      emit: [4, () => change([{ emit: event(), date: eventDate() }])],
      clear: [3, () => change([{ clear: event(), date: random() < 0.5 ? null : eventDate() }])],
      "set a variable": [
        2,
        () => change([{ set: "V", value: pickOf(random, ["Y", "N", "9", "10"]) }]),
      ],
      judge: [12, () => judge(false)],
      "judge, and crash": [2, () => judge(true)],
      ...(having.has("assets") ? assets : {}),
    },
    async settle() {
      const before = await settled();
      if (before === null) return false;
      // Of `not` the opposite holds: one of the two worlds opens each gate that can open at all.
      const { rows } = await pool.query<{ dates: string[] }>(
        "select array_agg(distinct business_date::text) as dates from trunkline.run where finished_at is null",
      );
      const asked = (rows[0]?.dates ?? []).filter((date) => dates.includes(date));
      const shown = [...(asked.length > 0 ? asked : dates.slice(0, 1)), "static"];
      await change([
        ...simulatedEvents.flatMap((name) => shown.map((date) => ({ emit: name, date }))),
        { set: "V", value: "Y" },
      ]);
      if (having.has("assets"))
        for (const on of asked)
          await change(
            simulatedAssets.map((name) => ({ update: name })),
            on,
          );
      const between = await settled();
      if (between !== null)
        await change([
          ...simulatedEvents.map((name) => ({ clear: name, date: null })),
          { unset: "V" },
        ]);
      return (await settled()) !== before;
    },
  };
}
