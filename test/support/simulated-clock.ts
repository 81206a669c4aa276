// The clock of a simulation: every `now()` of its database is where the test puts it, so that windows open, approvals
// expire and blackouts begin within milliseconds, and a seed repeats all of it whatever the hour.

import pg from "pg";
import { migrate } from "#store/migrate.ts";
import { followVirtualClock, installVirtualClock } from "#store/rehearsal/database.ts";
import { databaseOf, emptyDatabase, type TestDatabase, testDatabase } from "./database.ts";
import { noteStarts } from "./simulated-starts.ts";

export interface SimulatedClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Call it while no transaction is open. */
  set(at: number): Promise<void>;
  pass(ms: number): Promise<void>;
}

export interface SimulatedDatabase extends TestDatabase {
  clock: SimulatedClock;
}

/** Noon of a Monday: business dates before and after it have their windows behind and before them. */
export const simulationStart = Date.UTC(2026, 0, 5, 12);

/** Once per worker process: a migration takes a hundred times as long as a copy of what it has made. */
let template: Promise<string> | undefined;

async function makeTemplate(): Promise<string> {
  const db = await emptyDatabase();
  await installVirtualClock(db.connectionString, simulationStart);
  await migrate(db.connectionString);
  await followVirtualClock(db.pool);
  const client = await db.pool.connect();
  await noteStarts(client);
  client.release();
  await db.pool.end();
  return databaseOf(db.connectionString);
}

/** Use as `await using db = await simulatedDatabase()`. */
export async function simulatedDatabase(): Promise<SimulatedDatabase> {
  template ??= makeTemplate();
  const db = await testDatabase(await template);
  await goByClock(db.connectionString);
  return { ...db, clock: clockOf(db.pool) };
}

/** What a database is set to is not copied with it. */
async function goByClock(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(
      `do $$ begin execute format('alter database %I set search_path = rehearsal, pg_catalog, public', current_database()); end $$`,
    );
  } finally {
    await client.end();
  }
}

function clockOf(pool: pg.Pool): SimulatedClock {
  let now = simulationStart;
  const tell = (client: pg.ClientBase) =>
    client.query(`set rehearsal.now = '${new Date(now).toISOString()}'`);
  // A connection that the pool makes later is told before anybody gets it.
  pool.options.onConnect = tell;
  const set = async (at: number) => {
    now = at;
    const clients = await Promise.all(
      Array.from({ length: pool.totalCount }, () => pool.connect()),
    );
    try {
      await Promise.all(clients.map(tell));
    } finally {
      for (const client of clients) client.release();
    }
  };
  return { now: () => now, set, pass: (ms) => set(now + ms) };
}
