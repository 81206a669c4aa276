// One connection for one statement: opened with the settings that stop the statement with its worker, and closed with it.

import { Socket } from "node:net";
import pg from "pg";
import type { PostgresConnection } from "#core/connections/postgres.ts";
import type { JudgeAddress } from "../addresses.ts";
import { TaskFailure, untilStopped } from "../in-process.ts";
import { judgedLookup, mustBeAllowed, RefusedAddress } from "../judged-lookup.ts";
import { reason } from "../stop.ts";

const connectTimeoutMs = 10_000;
/** How often a busy server looks whether its client is still there: less than the 1 s after which a lost task starts again. */
const lookForClient = "500ms";
/** The server's own limit comes after ours, for a worker that stands still. */
const spareMs = 2_000;

export interface SessionSettings {
  connection: PostgresConnection;
  password: string;
  /** Shown in `pg_stat_activity`. */
  name: string;
  timeoutMs: number | null;
  readOnly: boolean;
  judge: JudgeAddress;
  signal: AbortSignal;
}

/**
 * An open connection. @throws Error when the database can't be used, TaskFailure when it may not be, and the signal's reason.
 */
export async function openSession(settings: SessionSettings): Promise<pg.Client> {
  const { connection, signal } = settings;
  const client = new pg.Client(clientConfig(settings));
  // A connection that breaks while nothing is asked is noticed by the next question.
  client.on("error", () => {});
  try {
    mustBeAllowed(settings.judge, connection.host);
    await untilStopped(client.connect(), signal);
    await untilStopped(applySettings(client, settings), signal);
    return client;
  } catch (error) {
    closeNow(client);
    signal.throwIfAborted();
    const { host, port, database } = connection;
    const message = `${database} on ${host}:${port} can't be used: ${reason(error)}`;
    if (error instanceof RefusedAddress) throw new TaskFailure(`${message}.`, { mayRetry: false });
    throw new Error(message, { cause: error });
  }
}

function clientConfig({ connection, password, name, judge }: SessionSettings): pg.ClientConfig {
  const { host, port, database, user, ssl, ca } = connection;
  const isSocket = host.startsWith("/");
  return {
    host,
    port,
    database,
    user,
    // A function: without a password the driver would look for one in the worker's own environment and home.
    password: () => Promise.resolve(password),
    ssl: ssl === "off" || isSocket ? false : { rejectUnauthorized: true, ...(ca ? { ca } : {}) },
    application_name: name.slice(0, 63),
    connectionTimeoutMillis: connectTimeoutMs,
    stream: () => judgedSocket(judge),
    keepAlive: true,
    // A server that vanished without a word is noticed within minutes, not after the system's two hours.
    keepAliveInitialDelayMillis: 30_000,
    // Texts as Postgres writes them: nothing is lost in a number or a date of ours.
    types: {
      getTypeParser: () => (value: string | Buffer) => String(value),
    } as pg.CustomTypesConfig,
  };
}

/** The driver hands over a port and a host, or the path of a socket. */
function judgedSocket(judge: JudgeAddress): Socket {
  const socket = new Socket();
  const connect = socket.connect.bind(socket);
  const lookup = judgedLookup(judge) as never;
  socket.connect = ((place: number | string, host?: string) =>
    typeof place === "number"
      ? connect({ port: place, host: host ?? "", lookup })
      : connect({ path: place })) as typeof socket.connect;
  return socket;
}

async function applySettings(client: pg.Client, { timeoutMs, readOnly }: SessionSettings) {
  const settings: [name: string, value: string][] = [
    // The rules by which `:name` was found in the text.
    ["standard_conforming_strings", "on"],
    ["default_transaction_read_only", readOnly ? "on" : "off"],
    ["statement_timeout", timeoutMs === null ? "0" : `${Math.ceil(timeoutMs) + spareMs}ms`],
  ];
  for (const [name, value] of settings)
    await client.query("select set_config($1, $2, false)", [name, value]);
  // Older than Postgres 14, or a system that can't tell: there a killed worker's statement goes on to its end.
  await client
    .query("select set_config('client_connection_check_interval', $1, false)", [lookForClient])
    .catch(() => {});
}

/** Asks the server to end what the session runs. Never rejects: closing the connection is the next means. */
export async function cancelStatement(
  session: pg.Client,
  settings: SessionSettings,
): Promise<void> {
  const { processID } = session as pg.Client & { processID: number | null };
  const client = new pg.Client(clientConfig(settings));
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("select pg_cancel_backend($1)", [processID]);
  } catch {
    // The server is full or gone.
  } finally {
    closeNow(client);
  }
}

/** With a word to the server, which gets a second to hear it. */
export async function endSession(client: pg.Client): Promise<void> {
  await untilStopped(client.end(), AbortSignal.timeout(1_000)).catch(() => {});
  closeNow(client);
}

/** Without a word to the server, which notices by itself. */
export function closeNow(client: pg.Client): void {
  const { connection } = client as pg.Client & { connection: { stream: { destroy(): void } } };
  connection.stream.destroy();
}
