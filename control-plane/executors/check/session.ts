// One transaction in which checks look: a snapshot, so that figures of several statements are of the same rows.

import type pg from "pg";
import { actionWithValues } from "#core/action-values.ts";
import type { CheckAction } from "#core/checks/check.ts";
import type { PostgresConnection } from "#core/connections/postgres.ts";
import { bindSql } from "#core/sql-text.ts";
import type { JudgeAddress } from "../addresses.ts";
import type { AttemptRequest } from "../executor.ts";
import { asTaskFailure } from "../http/answer.ts";
import type { LiveAttempt } from "../in-process.ts";
import { closeNow, endSession, openSession, type SessionSettings } from "../sql/session.ts";
import { type Rows, runStatement } from "../sql/statement.ts";

const limits = { maxRows: 10_000, maxBytes: 4 * 1024 * 1024 };

export interface CheckSession extends AsyncDisposable {
  /** With values in place of its expressions. */
  readonly action: CheckAction;
  /** @param text With `:name` of the action's values. @throws TaskFailure with Postgres' own words. */
  ask(text: string): Promise<Rows>;
  /** Rows as texts by column. */
  records(text: string): Promise<Record<string, string | null>[]>;
  /** How many rows it changed. */
  count(text: string): Promise<number>;
  /** The first value of the first row, asked of another database; null for none. */
  elsewhere(connection: PostgresConnection, text: string): Promise<string | null>;
  commit(): Promise<void>;
}

export async function checkSession(
  request: AttemptRequest<CheckAction>,
  live: LiveAttempt,
  judge: JudgeAddress,
): Promise<CheckSession> {
  const action = asTaskFailure(() => actionWithValues(request.action, request.values), "It");
  const moves = action.checks.some(({ onFailure }) => onFailure === "quarantine");
  const open = (connection: PostgresConnection, readOnly: boolean) =>
    opened(request, { connection, readOnly, judge }, live);
  const one = await open(action.connection, !moves);
  const ask = (text: string) => one.ask(bound(text, action));
  try {
    await one.ask({ text: "begin isolation level repeatable read", values: [] });
    await one.ask({ text: "set local time zone 'UTC'", values: [] });
  } catch (error) {
    closeNow(one.client);
    throw error;
  }
  let isDone = false;
  return {
    action,
    ask,
    async records(text) {
      const { columns, rows } = await ask(text);
      return rows.map((row) =>
        Object.fromEntries(columns.map((name, index) => [name, row[index] ?? null])),
      );
    },
    count: async (text) => (await ask(text)).count,
    async elsewhere(connection, text) {
      const other = await open(connection, true);
      try {
        return (await other.ask(bound(text, action))).rows[0]?.[0] ?? null;
      } finally {
        await endSession(other.client);
      }
    },
    async commit() {
      await one.ask({ text: "commit", values: [] });
      isDone = true;
    },
    async [Symbol.asyncDispose]() {
      // What was not committed goes with the connection.
      if (isDone) await endSession(one.client);
      else closeNow(one.client);
    },
  };
}

async function opened(
  request: AttemptRequest<CheckAction>,
  { connection, ...rest }: Pick<SessionSettings, "connection" | "readOnly" | "judge">,
  live: LiveAttempt,
): Promise<{
  client: pg.Client;
  ask(statement: { text: string; values: string[] }): Promise<Rows>;
}> {
  const { password } = connection;
  const settings: SessionSettings = {
    connection,
    password: password === null ? "" : (request.secrets[password] ?? ""),
    name: `trunkline ${request.runId}/${request.task}`,
    timeoutMs: request.timeoutMs,
    ...rest,
    signal: live.signal,
  };
  const client = await openSession(settings);
  return {
    client,
    ask: (statement) => runStatement(client, statement, limits, settings, live),
  };
}

function bound(text: string, { params }: CheckAction): { text: string; values: string[] } {
  const { statement, names } = bindSql(text);
  return { text: statement, values: names.map((name) => String(params[name])) };
}
