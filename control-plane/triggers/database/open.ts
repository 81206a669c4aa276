// A database as a source of messages: one connection that is asked again and again, listens, or both.

import { escapeIdentifier } from "pg";
import type { DatabaseSource } from "#core/triggers/message-trigger.ts";
import { judgeAddresses } from "#executors/addresses.ts";
import { closeNow, openSession } from "#executors/sql/session.ts";
import type { Source } from "../source.ts";
import type { OpenContext } from "../sources.ts";
import { Bell } from "./bell.ts";
import { notifications } from "./notifications.ts";
import { pollRows } from "./poll-rows.ts";

/** One look is no long query; the database ends it after this. */
const timeoutMs = 300_000;

/** @throws Error when the database can't be reached or refuses. */
export async function openDatabase({
  source,
  name,
  secrets,
  position,
  addresses,
  signal,
}: OpenContext<DatabaseSource>): Promise<Source> {
  const { connection, notify, poll } = source;
  const client = await openSession({
    ...{ connection, name: `trunkline ${name}`, timeoutMs, readOnly: true, signal },
    judge: judgeAddresses(addresses),
    password: connection.password === null ? "" : (secrets[connection.password] ?? ""),
  });
  const bell = new Bell(client);
  try {
    if (notify !== null) await client.query(`listen ${escapeIdentifier(notify)}`);
  } catch (error) {
    closeNow(client);
    throw error;
  }
  const rest =
    poll === null ? notifications(client, bell) : pollRows({ client, poll, position, bell });
  return {
    ...rest,
    close: async () => {
      closeNow(client);
      bell.ring();
    },
  };
}
