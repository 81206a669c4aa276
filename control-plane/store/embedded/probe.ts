// Asks a server whether it is up, and whether it is ours.

import pg from "pg";
import { errorCode, messageOf, StoreError } from "#store/errors.ts";
import { ROLE } from "./initdb.ts";

/** The database inside the cluster. */
export const DATABASE = "trunkline";

export interface Address {
  host: string;
  port: number;
  password: string;
}

/** `silent`: nobody answers. `starting`: it answers 57P03, so it starts, repeats its log after a crash, or shuts down. */
export type Answer =
  | { state: "ready"; dataDir: string; hasDatabase: boolean }
  | { state: "starting" | "silent" };

/** How long one attempt may take, in ms: a socket of this machine answers in 3-10 ms, scram included. */
const PATIENCE_MS = 2_000;

/** @throws StoreError when the server refuses our password: then waiting doesn't help. */
export async function probe(address: Address): Promise<Answer> {
  try {
    return await withClient(address, async (client) => {
      const { rows } = await client.query<{ data_dir: string; has_database: boolean }>(
        `select current_setting('data_directory') as data_dir,
                exists (select from pg_database where datname = $1) as has_database`,
        [DATABASE],
      );
      const row = rows[0];
      if (!row) return { state: "silent" };
      return { state: "ready", dataDir: row.data_dir, hasDatabase: row.has_database };
    });
  } catch (cause) {
    const code = errorCode(cause);
    if (code === "57P03") return { state: "starting" };
    if (code?.startsWith("28")) {
      throw new StoreError(
        `the Postgres at ${address.host} refuses our password: ${messageOf(cause)}`,
        {
          help: "The file postgres.password in the state directory belongs to another database. Restore the right one.",
          cause,
        },
      );
    }
    if (code === "53300") {
      throw new StoreError(`the Postgres at ${address.host} has no free connection`, {
        help: "Something holds all of them: end other Trunkline processes of this state directory, or lower their pools.",
        cause,
      });
    }
    return { state: "silent" };
  }
}

export async function createDatabase(address: Address): Promise<void> {
  await withClient(address, (client) => client.query(`create database ${DATABASE}`));
}

async function withClient<T>(address: Address, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    ...address,
    user: ROLE,
    database: "postgres",
    connectionTimeoutMillis: PATIENCE_MS,
  });
  client.on("error", () => {}); // a server that goes away between two probes is a later probe's answer
  try {
    await client.connect();
    return await use(client);
  } finally {
    await client.end().catch(() => {});
  }
}
