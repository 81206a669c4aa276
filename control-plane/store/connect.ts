// Decides which Postgres to use and hands out connections to it: DATABASE_URL, else the embedded one of the state directory.

import pg from "pg";
import { ReaderPool } from "./as-reader.ts";
import { checkServer } from "./check-server.ts";
import { placeOf } from "./embedded/place-of.ts";
import { type EmbeddedOptions, type EmbeddedPostgres, ensurePostgres } from "./embedded/server.ts";
import { StoreError } from "./errors.ts";

/** What a query needs: a pool, or the one client of a transaction. */
export type Db = Pick<pg.ClientBase, "query">;

export interface Connection {
  /** May hold a password: never print it, `redact` it. */
  connectionString: string;
  /** Where the embedded Postgres' files are, which tells a copy of them; null for any other server. */
  place: string | null;
  /** Present when we run the server ourselves. */
  embedded?: EmbeddedPostgres;
}

export interface ConnectOptions extends Partial<EmbeddedOptions> {
  /** A Postgres 15 or newer of the user's own; it wins over the embedded one. */
  databaseUrl?: string | undefined;
}

/**
 * A server that is known to answer.
 * @throws StoreError for an unreachable, refusing or too old server, and for all that `ensurePostgres` reports.
 */
export async function connect({
  databaseUrl,
  stateDir,
  ...embedded
}: ConnectOptions): Promise<Connection> {
  if (databaseUrl) {
    await checkServer(databaseUrl);
    return { connectionString: databaseUrl, place: null };
  }
  if (!stateDir) {
    throw new StoreError("neither a database nor a state directory was given", {
      help: "Set DATABASE_URL, or name a folder for the embedded Postgres with `--state DIR`.",
    });
  }
  const server = await ensurePostgres({ ...embedded, stateDir });
  return {
    connectionString: server.connectionString,
    place: placeOf(server.dataDir),
    embedded: server,
  };
}

export interface PoolOptions {
  /** Connections at most; the embedded server takes 100 in all. */
  max?: number;
  /** Shown in `pg_stat_activity`. */
  applicationName?: string;
  /** Hears of idle connections that broke, as in a restart of the server; the pool replaces them by itself. */
  onError?: (error: Error) => void;
}

/** A pool that survives restarts of the server: a query in flight fails, the next ones get new connections. */
export const createPool = (connectionString: string, options: PoolOptions = {}): pg.Pool =>
  open(pg.Pool, connectionString, options);

/** The same for the role of the API: what is read through it has to say what it may see (as-reader.ts). */
export const createReaderPool = (connectionString: string, options: PoolOptions = {}): ReaderPool =>
  open(ReaderPool, connectionString, options);

function open<P extends pg.Pool>(
  Pool: new (config: pg.PoolConfig) => P,
  connectionString: string,
  { max = 10, applicationName = "trunkline", onError = () => {} }: PoolOptions,
): P {
  const pool = new Pool({
    connectionString,
    max,
    application_name: applicationName,
    connectionTimeoutMillis: 10_000,
    types: { getTypeParser },
  });
  pool.on("error", onError);
  // A connection that breaks while it is lent out must not end the process: its next query reports it.
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}

const TEXT_ARRAY = 1009;
/** As text: `date` and `interval` mean nothing as an instant of this machine's zone. Type ids as in pg_type. */
const AS_TEXT = new Set([1082, 1083, 1114, 1186]);
const ARRAY_AS_TEXT = new Set([1182, 1183, 1115, 1187]);

const getTypeParser = ((oid: number, format?: "text" | "binary") => {
  if (AS_TEXT.has(oid)) return (text: string) => text;
  return pg.types.getTypeParser(ARRAY_AS_TEXT.has(oid) ? TEXT_ARRAY : oid, format as "text");
}) as typeof pg.types.getTypeParser;
