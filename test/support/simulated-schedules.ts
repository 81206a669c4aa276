// Time under random moves: schedulers side by side, a clock that goes both ways, ticks that a crash breaks off.

import type pg from "pg";
import type { Pipeline } from "#core/pipeline.ts";
import { tick } from "#engine/tick.ts";
import type { Db } from "#store/connect.ts";
import { transaction } from "#store/transaction.ts";
import type { SimulatedClock } from "./simulated-clock.ts";

export interface SimulatedSchedules {
  /** By name: how often of a hundred moves, and what. */
  moves: Record<string, [number, () => Promise<unknown>]>;
  /** What doesn't hold, of all due times so far. Call it after each move, deployments too, with what is there then. */
  broken(found: Schedules): string[];
  /** Another revision was applied at this instant. */
  deployed(): void;
  /** Does what may drop the rows of due times that are over. */
  forgetting(work: () => Promise<unknown>): Promise<void>;
}

const aMinute = 60_000;

/** A time zone, and by how much it is ahead of UTC. */
export interface SimulatedZone {
  timezone: string;
  aheadMs: number;
}

/** One where it is a random minute of the hour when the simulation begins. */
export function randomZone(random: () => number): SimulatedZone {
  const minutes = Math.floor(random() * 60);
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
  // Within the hours of the simulation, which begins at noon: due times fall on both sides of it.
  return { triggers, newDay: steps.length === 1 ? "00:00" : `${12 + steps.length}:15` };
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
  clock: SimulatedClock,
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
  let settled = clock.now();
  let live: TriggerRow[] = [];
  const windows = new Map<string, Window>();
  /** Of triggers that are gone: what they accounted for must stay. */
  const closed: Window[] = [];
  const seen = new Set<string>();

  const dueRows = async () => (await read(pool)).due.map((row) => dueKey(row.pipeline, row.due));
  /** What maintenance dropped: it had its row. */
  const dropped = new Set<string>();
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
      await tick(dying, new Date(clock.now()));
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

  const broken = ({ due, triggers }: Schedules): string[] => {
    const found: string[] = [];
    const first = new Set<string>();
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
    found.push(...[...named.difference(first.union(dropped))].map((due) => `${due} has no row`));
    // An apply settles the old triggers and replaces them: the cursors in between are never to be seen.
    const others = [...first.difference(named)].filter(
      (due) => Date.parse(due.slice(-24)) > settled,
    );
    found.push(...others.map((due) => `${due} was never due`));
    return found;
  };
  broken(await read(pool));

  return {
    broken,
    deployed() {
      settled = Math.max(settled, clock.now());
    },
    async forgetting(work) {
      const before = await dueRows();
      await work();
      const after = new Set(await dueRows());
      for (const due of before) if (!after.has(due)) dropped.add(due);
    },
    moves: {
      "time passes": [5, () => clock.pass(below(100 * aMinute))],
      // By less than what makes scheduling hold.
      "the clock is set back": [2, () => clock.pass(-below(5 * aMinute))],
      tick: [4, () => tickAt(clock.now())],
      "two schedulers tick": [
        5,
        () => Promise.all([tickAt(clock.now()), tickAt(clock.now() + below(2_000))]),
      ],
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

export interface Schedules {
  due: DueRow[];
  triggers: TriggerRow[];
}

async function read(db: Db): Promise<Schedules> {
  const { rows } = await db.query<Schedules>({
    name: "simulated-schedules",
    text: `select ${schedulesValues()}`,
  });
  return rows[0] as Schedules;
}

/** The columns of `Schedules`, each a value of its own. */
export const schedulesValues = () =>
  `(select coalesce(json_agg(json_build_object('id', r.id, 'pipeline', pipeline_id, 'due', ${millis("due_at")},
             'generation', generation, 'state', state, 'reason', reason, 'date', business_date,
             'newDay', coalesce(v.spec::json ->> 'newDay', '00:00')) order by r.id), '[]')
      from trunkline.run r join trunkline.pipeline_revision v on v.id = r.pipeline_revision_id
     where slot like 't:%') as due,
   (select coalesce(json_agg(json_build_object('pipeline', pipeline_id, 'ordinal', ordinal,
             'step', (schedule ->> 'everyMs')::int, 'missed', missed, 'cursor', ${millis("cursor_at")})), '[]')
      from trunkline.trigger) as triggers`;

const millis = (instant: string) =>
  `trunc(extract(epoch from ${instant}) * 1000)::double precision`;
