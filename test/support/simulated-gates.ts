// Gates under random moves: events come and go, variables change, runs end, and judgements happen or crash halfway.

import type pg from "pg";
import type { Condition } from "#core/conditions/condition.ts";
import type { AfterTrigger, Gates, Take } from "#core/pipeline.ts";
import { lockUnits, type PoolDeclaration } from "#core/pools/declaration.ts";
import { createDefinitions } from "#engine/definitions.ts";
import { endChildren } from "#engine/end-children.ts";
import { judgeTriggers } from "#engine/judge-triggers.ts";
import { judgeWaits } from "#engine/judge-waits.ts";
import { servePools } from "#engine/serve-pools.ts";
import { applyEffects } from "#store/events.sql.ts";
import { transaction } from "#store/transaction.ts";
import { declared } from "./gated.ts";

const events = ["A", "B"];
const dates = Array.from({ length: 9 }, (_, n) => `2026-01-0${n + 1}`);

/** A condition over two events, a variable, and runs of the two pipelines. */
export function randomCondition(random: () => number, depth = 2): Condition {
  const below = (limit: number) => Math.floor(random() * limit);
  const one = () => randomCondition(random, depth - 1);
  const kind = below(depth > 0 ? 7 : 4);
  const name = events[below(2)] as string;
  if (kind === 0) return { kind: "event", project: null, name, date: { days: 0 } };
  if (kind === 1) return { kind: "event", project: null, name, date: "any" };
  if (kind === 2)
    return { kind: "variable", project: null, name: "V", test: { op: "==", value: "Y" } };
  if (kind === 3)
    return {
      kind: "run",
      project: null,
      pipeline: "p",
      task: random() < 0.5 ? null : "t0",
      state: "finished",
      exitCode: null,
      which: random() < 0.5 ? { by: "date", date: { days: 0 } } : { by: "latest" },
    };
  if (kind === 4) return { kind: "all", of: [one(), one()] };
  if (kind === 5) return { kind: "any", of: [one(), one()] };
  return { kind: "not", of: [one()] };
}

export function randomGates(random: () => number): Gates | null {
  if (random() < 0.5) return null;
  const awaits = random() < 0.5 ? randomCondition(random) : null;
  return { awaits, notBefore: null, notAfter: null, takes: randomTakes(random) };
}

/** Two pools and a lock; totals are raised later, and never lowered below what is taken. */
export const simulatedPools = (raised: number): PoolDeclaration[] => [
  declared("left", { units: 1 + raised }),
  declared("right", { units: 3, scope: "global" }),
  declared("ledger", { kind: "lock", units: lockUnits }),
];

function randomTakes(random: () => number): Take[] {
  const takes: Take[] = [];
  const keepOnFailure = random() < 0.2;
  if (random() < 0.3)
    takes.push({
      pool: "ledger",
      amount: random() < 0.5 ? "exclusive" : "shared",
      keepOnFailure: false,
    });
  if (random() < 0.3) takes.push({ pool: "left", amount: 1, keepOnFailure });
  if (random() < 0.3)
    takes.push({ pool: "right", amount: 1 + Math.floor(random() * 3), keepOnFailure });
  return takes;
}

/** Only `q` follows, and only `p`: two that followed each other would never come to an end. */
export const randomAfter = (name: string, random: () => number): AfterTrigger[] =>
  name === "p" || random() < 0.5
    ? []
    : [
        {
          condition: {
            kind: "run",
            project: null,
            pipeline: "p",
            task: null,
            state: "finished",
            exitCode: null,
            which: { by: "date", date: { days: 0 } },
          },
          per: random() < 0.5 ? "date" : "run",
        },
      ];

export interface SimulatedGates {
  moves: Record<string, [number, () => Promise<unknown>]>;
  /** Makes everything true that may be, and judges until nothing changes. Answers whether anything started. */
  settle(): Promise<boolean>;
}

class Crash extends Error {}

export function simulateGates(pool: pg.Pool, random: () => number): SimulatedGates {
  const below = (limit: number) => Math.floor(random() * limit);
  const { pipeline: readPipeline } = createDefinitions(pool);
  const change = (effects: object[]) =>
    applyEffects(pool, {
      project: "test",
      date: dates[0] as string,
      actor: "ada",
      act: "change",
      reason: null,
      effects,
    });
  const judge = async (crash: boolean): Promise<number> => {
    try {
      return await transaction(pool, async (db) => {
        const looked =
          (await judgeTriggers(db, readPipeline)) +
          (await judgeWaits(db, readPipeline)) +
          (await endChildren(db, readPipeline)) +
          (await servePools(db, readPipeline));
        if (crash) throw new Crash();
        return looked;
      });
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
    for (;;) {
      const { waits, asked } = await look();
      if (!asked || (await judge(false)) === 0) return waits;
    }
  };
  /** When nothing is asked for, nothing that still waits may open, or a change woke nobody. Answers what waits. */
  const settled = async (): Promise<string | null> => {
    // Who waited for a worker looks again by itself, later.
    await pool.query("update trunkline.pool set next_at = now() where next_at is not null");
    const before = await quiet();
    if (before === null) return null;
    await pool.query("insert into trunkline.pool_check (pool_id) select id from trunkline.pool");
    await pool.query(
      "insert into trunkline.wait_check select run_id, idx from trunkline.wait on conflict do nothing",
    );
    const after = await quiet();
    if (after !== before)
      throw new Error(`nobody woke what could start: ${before} became ${after}`);
    return after;
  };
  const event = () => events[below(2)] as string;
  return {
    moves: {
      emit: [4, () => change([{ emit: event(), date: dates[below(9)] }])],
      clear: [3, () => change([{ clear: event(), date: random() < 0.5 ? null : dates[below(9)] }])],
      "set a variable": [2, () => change([{ set: "V", value: random() < 0.5 ? "Y" : "N" }])],
      judge: [12, () => judge(false)],
      "judge, and crash": [2, () => judge(true)],
    },
    async settle() {
      const before = await settled();
      if (before === null) return false;
      // Of `not` the opposite holds: one of the two worlds opens each gate that can open at all.
      const { rows } = await pool.query<{ dates: string[] }>(
        "select array_agg(distinct business_date::text) as dates from trunkline.run where finished_at is null",
      );
      const asked = (rows[0]?.dates ?? []).filter((date) => dates.includes(date));
      await change([
        ...events.flatMap((name) =>
          (asked.length > 0 ? asked : dates.slice(0, 1)).map((date) => ({ emit: name, date })),
        ),
        { set: "V", value: "Y" },
      ]);
      const between = await settled();
      if (between !== null)
        await change([...events.map((name) => ({ clear: name, date: null })), { unset: "V" }]);
      return (await settled()) !== before;
    },
  };
}
