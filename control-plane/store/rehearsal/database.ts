// A database whose clock stands where it is put, and that notes what the engine forgets: what a rehearsal runs on.

import { readFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { createPool, type Db } from "../connect.ts";

/**
 * Settings of a Postgres for it. Plans are made once, while tables are small and nothing is known of them: 13,000 attempts
 * took a third less with those that stay right.
 */
export const rehearsalSettings = {
  autovacuum: "off",
  jit: "off",
  enable_seqscan: "off",
  enable_hashjoin: "off",
  enable_mergejoin: "off",
};

const sqlOf = (name: string): string =>
  readFileSync(path.join(import.meta.dirname, `${name}.sql`), "utf8");

/**
 * Call it before `migrate`, on an empty database: what that makes then goes by the virtual clock, its functions once `followVirtualClock` was called.
 * @param at where the clock stands for connections that were not told otherwise, milliseconds since 1970
 */
export async function installVirtualClock(connectionString: string, at: number): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(sqlOf("virtual-clock"));
    await client.query(
      `do $$ begin
         execute format('alter database %I set search_path = rehearsal, pg_catalog, public', current_database());
         execute format('alter database %I set rehearsal.now = %L', current_database(), '${instant(at)}');
       end $$`,
    );
  } finally {
    await client.end();
  }
}

/** Call it after `migrate`, of which the functions are. */
export const followVirtualClock = async (db: Db): Promise<void> =>
  void (await db.query(sqlOf("follow-clock")));

/** Call it after `migrate`: from then on functions go by the clock, and what is over is noted. */
export async function observe(db: Db): Promise<void> {
  await followVirtualClock(db);
  await db.query(sqlOf("observe"));
}

export interface VirtualClock {
  /** Milliseconds since 1970. */
  now(): number;
  set(at: number): Promise<void>;
}

/** One connection, so that its clock is everybody's: no transaction may be open while something else is asked. */
export function connectOnce(connectionString: string, at: number): [pg.Pool, VirtualClock] {
  const pool = createPool(connectionString, { max: 1, applicationName: "trunkline rehearse" });
  let now = at;
  return [
    pool,
    {
      now: () => now,
      async set(next) {
        await pool.query(`set rehearsal.now = '${instant(next)}'`);
        now = next;
      },
    },
  ];
}

/** Tables that are all but empty and change with every instant: what is deleted of them is looked through, until this. */
export const sweep = async (db: Db): Promise<void> =>
  void (await db.query(
    `vacuum trunkline.wait, trunkline.wait_key, trunkline.wait_check, trunkline.after_check, trunkline.child_check,
            trunkline.pool_wait, trunkline.pool_hold, trunkline.pool_check, trunkline.pool, trunkline.deadline_check, trunkline.run_watch,
            trunkline.gate, trunkline.trigger, graphile_worker._private_jobs`,
  ));

const instant = (ms: number): string => new Date(ms).toISOString();

/** Something of a pool that a task waited for, or had. */
export interface PoolSpan {
  pool_id: number;
  run_id: string;
  idx: number;
  units: number;
  since: Date;
  /** Null: it still does. */
  until: Date | null;
}

export interface WaitSpan {
  run_id: string;
  /** -1: the run. */
  idx: number;
  since: Date;
  /** Null: it still waits. */
  until: Date | null;
  gates: unknown;
}

/** All waits, the present ones too, oldest first. */
export const waitSpans = async (db: Db): Promise<WaitSpan[]> =>
  (
    await db.query<WaitSpan>(
      `select run_id, idx, since, until, gates from rehearsal.waited
       union all select run_id, idx, since, null, gates from trunkline.wait
       order by since, run_id, idx`,
    )
  ).rows;

export const askedSpans = (db: Db): Promise<PoolSpan[]> => poolSpans(db, "asked", "pool_wait");

export const heldSpans = (db: Db): Promise<PoolSpan[]> => poolSpans(db, "had", "pool_hold");

async function poolSpans(db: Db, past: string, present: string): Promise<PoolSpan[]> {
  const { rows } = await db.query<PoolSpan>(
    `select pool_id, run_id, idx, units, since, until from rehearsal.${past}
     union all select pool_id, run_id, idx, units, since, null from trunkline.${present}
     order by since, run_id, idx`,
  );
  return rows;
}
