// Tells what is wrong with a database server before anything depends on it.

import pg from "pg";
import { errorCode, messageOf, StoreError } from "./errors.ts";

/** 15 is the oldest that the engine's SQL and its tests cover. */
export const OLDEST_VERSION = 15;

const UNREACHABLE =
  "Check that the server runs and that host, port and network of DATABASE_URL are right.";

/** By SQLSTATE or Node's error code; what is not here is reported as unreachable. */
const HELP: Readonly<Record<string, string>> = {
  "28P01": "Check user and password in DATABASE_URL.",
  "28000":
    "The server's pg_hba.conf doesn't admit this user, database or host (or wants TLS: add `?sslmode=require`).",
  "3D000":
    "Create the database first (`create database NAME`), or correct its name in DATABASE_URL.",
  "53300": "The server has no free connection: raise its max_connections, or close others.",
  "57P03": "The server is starting or shutting down; try again in a moment.",
};

/**
 * Connects once.
 * @returns the server's version number, such as 180004.
 * @throws StoreError that names the server without its password.
 */
export async function checkServer(connectionString: string): Promise<number> {
  const server = redact(connectionString);
  const version = await serverVersion(connectionString, server);
  if (version < OLDEST_VERSION * 10_000) {
    throw new StoreError(
      `the database ${server} is Postgres ${Math.floor(version / 10_000)}; Trunkline needs ${OLDEST_VERSION} or newer`,
      {
        help: "Upgrade the server (pg_upgrade), use another, or unset DATABASE_URL: Trunkline brings its own Postgres.",
      },
    );
  }
  return version;
}

async function serverVersion(connectionString: string, server: string): Promise<number> {
  let client: pg.Client | undefined;
  try {
    client = new pg.Client({
      connectionString,
      connectionTimeoutMillis: 10_000,
      application_name: "trunkline check",
    });
    client.on("error", () => {}); // the awaited call below reports it
    await client.connect();
    const { rows } = await client.query<{ server_version_num: string }>("show server_version_num");
    return Number(rows[0]?.server_version_num);
  } catch (cause) {
    const said = messageOf(cause) || errorCode(cause) || "no answer";
    throw new StoreError(`can't use the database ${server}: ${said}`, {
      help: HELP[errorCode(cause) ?? ""] ?? UNREACHABLE,
      cause,
    });
  } finally {
    await client?.end().catch(() => {});
  }
}

/** `host:port/database` of a connection string, without user, password and options. */
export function redact(connectionString: string): string {
  try {
    const url = new URL(connectionString);
    return `${decodeURIComponent(url.host)}${url.pathname}`;
  } catch {
    return "in DATABASE_URL";
  }
}
