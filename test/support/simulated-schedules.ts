// Time under random moves: schedulers side by side, a clock that goes both ways, ticks that a crash breaks off.

import type pg from "pg";
import type { Trigger } from "#core/pipeline.ts";
import { tick } from "#engine/tick.ts";
import type { Db } from "#store/connect.ts";
import { transaction } from "#store/transaction.ts";
import { eventually } from "./eventually.ts";

export interface SimulatedSchedules {
  /** By name: how often of a hundred moves, and what. */
  moves: Record<string, [number, () => Promise<unknown>]>;
  /** What doesn't hold, of all due times so far. Call it after each move, deployments too. */
  broken(): Promise<string[]>;
}

const aMinute = 60_000;

/** Intervals of which one coincides with the other, with any way to treat what was missed. */
export function randomTriggers(random: () => number): Trigger[] {
  const steps = [20, 30, 60].filter(() => random() < 0.4);
  return steps.map((minutes) => ({
    schedule: { everyMs: minutes * aMinute, from: null, until: null },
    timezone: "UTC",
    missed: (["none", "latest", "all"] as const)[Math.floor(random() * 3)] ?? "latest",
  }));
}

interface TriggerRow {
  pipeline: number;
  ordinal: number;
  step: number;
  missed: string;
  cursor: number;
}

/** What a trigger has to account for, of which there must be rows: (from, to]. */
interface Window {
  pipeline: number;
  step: number;
  from: number;
  to: number;
}

interface DueRow {
  id: string;
  pipeline: number;
  due: number;
  generation: number;
  state: string;
  reason: string | null;
}

export async function simulateSchedules(
  pool: pg.Pool,
  random: () => number,
): Promise<SimulatedSchedules> {
  const below = (limit: number) => Math.floor(random() * limit);
  let clock = await databaseNow(pool);
  // The triggers were there a moment before.
  const start = clock - aMinute;
  let live: TriggerRow[] = [];
  const windows = new Map<string, Window>();
  /** Of triggers that are gone: what they accounted for must stay. */
  const closed: Window[] = [];
  const seen = new Set<string>();

  const pass = async (ms: number) => {
    clock += ms;
  };
  const tickAt = (at: number) => transaction(pool, (db) => tick(db, new Date(at)));

  /** The connection goes with the server, after some of the statements and before the commit. */
  const crash = async () => {
    const client = await pool.connect();
    const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
    let left = below(4);
    const dying = {
      query: (...args: Parameters<pg.PoolClient["query"]>) => {
        if (left-- === 0) throw new Error("crashed");
        return client.query(...args);
      },
    } as unknown as Db;
    try {
      await client.query("begin");
      await tick(dying, new Date(clock));
    } catch (error) {
      if ((error as Error).message !== "crashed") throw error;
    } finally {
      client.release(true);
      await eventually("the database has noticed", async () => {
        const there = await pool.query("select from pg_stat_activity where pid = $1", [
          rows[0]?.pid,
        ]);
        return there.rowCount === 0;
      });
    }
  };

  /** What a restart finds that begins with an older state than what was done. */
  const forget = async () => {
    const row = live[below(live.length)];
    const window = row && windows.get(keyOf(row));
    if (!row || !window) return;
    const cursor = window.from + Math.floor(random() * Math.max(0, row.cursor - window.from));
    await pool.query(
      "update trunkline.trigger set cursor_at = $3, next_at = $4 where pipeline_id = $1 and ordinal = $2",
      [row.pipeline, row.ordinal, new Date(cursor), new Date(dueAfter(cursor, row.step))],
    );
  };

  const follow = (triggers: TriggerRow[]) => {
    live = triggers;
    const keys = new Set(triggers.map(keyOf));
    for (const [key, window] of windows)
      if (!keys.has(key)) {
        windows.delete(key);
        closed.push(window);
      }
    for (const row of triggers) {
      const { pipeline, step, cursor } = row;
      const known = windows.get(keyOf(row)) ?? { pipeline, step, from: cursor, to: cursor };
      windows.set(keyOf(row), { ...known, to: Math.max(known.to, cursor) });
    }
  };

  const broken = async (): Promise<string[]> => {
    const found: string[] = [];
    const first = new Set<string>();
    for (const row of await dueRows(pool, start)) {
      const due = dueKey(row.pipeline, row.due);
      if (row.state === "skipped" && row.reason === null) found.push(`${due} says not why`);
      if (row.generation === 1 && first.has(due)) found.push(`${due} has two runs`);
      if (row.generation === 1) first.add(due);
      if (!seen.has(row.id) && isLost(row, live)) found.push(`${due} was to run: ${row.reason}`);
      seen.add(row.id);
    }
    follow(await triggerRows(pool));
    const named = new Set<string>();
    for (const { pipeline, step, from, to } of [...closed, ...windows.values()])
      for (let due = dueAfter(from, step); due <= to; due += step) named.add(dueKey(pipeline, due));
    found.push(...[...named.difference(first)].map((due) => `${due} has no row`));
    // An apply settles the old triggers and replaces them: the cursors in between are never to be seen.
    const settled = await databaseNow(pool);
    const others = [...first.difference(named)].filter(
      (due) => Date.parse(due.slice(-24)) > settled,
    );
    found.push(...others.map((due) => `${due} was never due`));
    return found;
  };
  await broken();

  return {
    broken,
    moves: {
      "time passes": [5, () => pass(below(100 * aMinute))],
      // By less than what makes scheduling hold.
      "the clock is set back": [2, () => pass(-below(5 * aMinute))],
      tick: [4, () => tickAt(clock)],
      "two schedulers tick": [5, () => Promise.all([tickAt(clock), tickAt(clock + below(2_000))])],
      "tick, and a crash": [3, crash],
      "an older state of a trigger": [2, forget],
    },
  };
}

const dueAfter = (at: number, step: number): number => (Math.floor(at / step) + 1) * step;
const dueKey = (pipeline: number, due: number): string =>
  `pipeline ${pipeline} ${new Date(due).toISOString()}`;
/** As an apply sees it: a schedule that stays keeps its place, whatever becomes of the rest. */
const keyOf = ({ pipeline, step }: Pick<TriggerRow, "pipeline" | "step">) => `${pipeline} ${step}`;

/** A due time that was passed over as missed, though a trigger that had it before it runs all. */
const isLost = (row: DueRow, triggers: readonly TriggerRow[]): boolean =>
  row.state === "skipped" &&
  row.reason?.startsWith("missed") === true &&
  triggers.some(
    ({ pipeline, missed, cursor, step }) =>
      pipeline === row.pipeline && missed === "all" && cursor < row.due && row.due % step === 0,
  );

async function databaseNow(db: Db): Promise<number> {
  const { rows } = await db.query<{ now: Date }>("select clock_timestamp() as now");
  return (rows[0] as { now: Date }).now.getTime();
}

async function triggerRows(db: Db): Promise<TriggerRow[]> {
  const { rows } = await db.query<Omit<TriggerRow, "cursor"> & { cursor: Date }>(
    `select pipeline_id as pipeline, ordinal, (schedule ->> 'everyMs')::int as step, missed, cursor_at as cursor
       from trunkline.trigger`,
  );
  return rows.map((row) => ({ ...row, cursor: row.cursor.getTime() }));
}

async function dueRows(db: Db, from: number): Promise<DueRow[]> {
  const { rows } = await db.query<Omit<DueRow, "due"> & { due: Date }>(
    `select id, pipeline_id as pipeline, due_at as due, generation, state, reason from trunkline.run
      where slot like 't:%' and due_at > $1 order by id`,
    [new Date(from)],
  );
  return rows.map((row) => ({ ...row, due: row.due.getTime() }));
}
