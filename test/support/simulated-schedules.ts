// Time under random moves: schedulers side by side, a clock that goes both ways, ticks that a crash breaks off.

import type pg from "pg";
import type { Pipeline } from "#core/pipeline.ts";
import { tick } from "#engine/tick.ts";
import type { Db } from "#store/connect.ts";
import { transaction } from "#store/transaction.ts";

export interface SimulatedSchedules {
  /** By name: how often of a hundred moves, and what. */
  moves: Record<string, [number, () => Promise<unknown>]>;
  /** What doesn't hold, of all due times so far. Call it after each move, deployments too. */
  broken(): Promise<string[]>;
}

const aMinute = 60_000;

/** A time zone, and by how much it is ahead of UTC. */
export interface SimulatedZone {
  timezone: string;
  aheadMs: number;
}

/** One where it is a random minute of the hour: a seed finds the same due times ahead whenever it is repeated. */
export function randomZone(random: () => number): SimulatedZone {
  const minutes = (120 + Math.floor(random() * 60) - new Date().getUTCMinutes()) % 60;
  return { timezone: `+00:${`${minutes}`.padStart(2, "0")}`, aheadMs: minutes * aMinute };
}

/** Intervals of which one coincides with the other, with any way to treat what was missed and to begin a date. */
export function randomTriggers(
  random: () => number,
  { timezone }: SimulatedZone,
): Pick<Pipeline, "triggers" | "newDay"> {
  const steps = [20, 30, 60].filter(() => random() < 0.4);
  const triggers = steps.map((minutes) => ({
    schedule: { everyMs: minutes * aMinute, from: null, until: null },
    timezone,
    missed: (["none", "latest", "all"] as const)[Math.floor(random() * 3)] ?? "latest",
  }));
  // Around now, whenever that is: due times fall on both sides of it.
  const hour = (new Date().getUTCHours() + steps.length) % 24;
  return { triggers, newDay: steps.length === 1 ? "00:00" : `${`${hour}`.padStart(2, "0")}:15` };
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
  date: string;
  /** Of the revision that made it. */
  newDay: string;
}

export async function simulateSchedules(
  pool: pg.Pool,
  random: () => number,
  { aheadMs }: SimulatedZone,
): Promise<SimulatedSchedules> {
  const below = (limit: number) => Math.floor(random() * limit);
  const dueAfter = (at: number, step: number): number =>
    (Math.floor((at + aheadMs) / step) + 1) * step - aheadMs;
  /** A due time that was passed over as missed, though a trigger that had it before it runs all. */
  const isLost = (row: DueRow, triggers: readonly TriggerRow[]): boolean =>
    row.state === "skipped" &&
    row.reason?.startsWith("missed") === true &&
    triggers.some(
      ({ pipeline, missed, cursor, step }) =>
        pipeline === row.pipeline &&
        missed === "all" &&
        cursor < row.due &&
        (row.due + aheadMs) % step === 0,
    );
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

  /** The server goes after some of the statements and before the commit, which Postgres answers by a rollback. */
  const crash = async () => {
    const client = await pool.connect();
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
      // Not a broken connection: a new one plans every statement and function anew, 50 ms in all.
      await client.query("rollback");
      client.release();
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
    const { settled, due, triggers } = await read(pool, start);
    for (const row of due) {
      const due = dueKey(row.pipeline, row.due);
      if (row.state === "skipped" && row.reason === null) found.push(`${due} says not why`);
      if (row.generation === 1 && first.has(due)) found.push(`${due} has two runs`);
      if (row.generation === 1) first.add(due);
      const date = dateOf(row, aheadMs);
      if (row.generation === 1 && row.date !== date)
        found.push(`${due} is for ${date}: ${row.date}`);
      if (!seen.has(row.id) && isLost(row, live)) found.push(`${due} was to run: ${row.reason}`);
      seen.add(row.id);
    }
    follow(triggers);
    const named = new Set<string>();
    for (const { pipeline, step, from, to } of [...closed, ...windows.values()])
      for (let due = dueAfter(from, step); due <= to; due += step) named.add(dueKey(pipeline, due));
    found.push(...[...named.difference(first)].map((due) => `${due} has no row`));
    // An apply settles the old triggers and replaces them: the cursors in between are never to be seen.
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

const dueKey = (pipeline: number, due: number): string =>
  `pipeline ${pipeline} ${new Date(due).toISOString()}`;
/** In a zone without changes of clocks. */
function dateOf({ due, newDay }: DueRow, aheadMs: number): string {
  const [hours = 0, minutes = 0] = newDay.split(":").map(Number);
  return new Date(due + aheadMs - (hours * 60 + minutes) * aMinute).toISOString().slice(0, 10);
}

/** As an apply sees it: a schedule that stays keeps its place, whatever becomes of the rest. */
const keyOf = ({ pipeline, step }: Pick<TriggerRow, "pipeline" | "step">) => `${pipeline} ${step}`;

async function databaseNow(db: Db): Promise<number> {
  const { rows } = await db.query<{ now: Date }>("select clock_timestamp() as now");
  return (rows[0] as { now: Date }).now.getTime();
}

interface Schedules {
  /** The database's clock. */
  settled: number;
  due: DueRow[];
  triggers: TriggerRow[];
}

/** All in one round trip: it is asked after every move. */
async function read(db: Db, from: number): Promise<Schedules> {
  const { rows } = await db.query<Schedules>({
    name: "simulated-schedules",
    text: `select ${millis("clock_timestamp()")} as settled,
        (select coalesce(json_agg(json_build_object('id', r.id, 'pipeline', pipeline_id, 'due', ${millis("due_at")},
                  'generation', generation, 'state', state, 'reason', reason, 'date', business_date,
                  'newDay', coalesce(v.spec::json ->> 'newDay', '00:00')) order by r.id), '[]')
           from trunkline.run r join trunkline.pipeline_revision v on v.id = r.pipeline_revision_id
          where slot like 't:%' and due_at > $1) as due,
        (select coalesce(json_agg(json_build_object('pipeline', pipeline_id, 'ordinal', ordinal,
                  'step', (schedule ->> 'everyMs')::int, 'missed', missed, 'cursor', ${millis("cursor_at")})), '[]')
           from trunkline.trigger) as triggers`,
    values: [new Date(from)],
  });
  return rows[0] as Schedules;
}

const millis = (instant: string) =>
  `trunc(extract(epoch from ${instant}) * 1000)::double precision`;
