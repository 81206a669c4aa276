// The executor of `uses: sql`: one statement on a Postgres, its first row as outputs, and a condition on it as a gate.

import type { SqlAction } from "#core/action.ts";
import { actionWithValues, withAnswer } from "#core/action-values.ts";
import { judgeCondition } from "#core/expectation.ts";
import { ExpressionError, type ExpressionValues } from "#core/expression.ts";
import { bindSql } from "#core/sql-text.ts";
import { type AddressSettings, type JudgeAddress, judgeAddresses } from "./addresses.ts";
import type { AttemptRequest, Executor } from "./executor.ts";
import { InProcessAttempts, type LiveAttempt, TaskFailure } from "./in-process.ts";
import { closeNow, endSession, openSession, type SessionSettings } from "./sql/session.ts";
import { type Rows, runStatement } from "./sql/statement.ts";
import { formatTable, rowCountLine } from "./sql/table.ts";

export interface SqlExecutorOptions {
  /** Which addresses databases may have. */
  addresses?: AddressSettings;
  /** How long a server may take to end what is cancelled. */
  graceMs?: number;
}

/** Of all values together; a table that is larger belongs into another table. */
const maxBytes = 16 * 1024 * 1024;

export function createSqlExecutor(options: SqlExecutorOptions = {}): Executor<SqlAction> {
  const attempts = new InProcessAttempts(options.graceMs);
  const judge = judgeAddresses(options.addresses);
  return {
    kind: "sql",
    run: (request) => attempts.run(request, (live) => runSql(request, live, judge)),
    killAll: () => attempts.killAll(),
    close: () => attempts.close(),
  };
}

async function runSql(
  request: AttemptRequest<SqlAction>,
  live: LiveAttempt,
  judge: JudgeAddress,
): Promise<Record<string, string>> {
  const action = withParams(request);
  const { statement, names } = bindSql(action.sql);
  const { connection } = action;
  const settings: SessionSettings = {
    connection,
    password: connection.password === null ? "" : (request.secrets[connection.password] ?? ""),
    name: `trunkline ${request.runId}/${request.task}`,
    timeoutMs: request.timeoutMs,
    readOnly: action.readOnly,
    judge,
    signal: live.signal,
  };
  const session = await openSession(settings);
  // A list is bound as JSON.
  const values = names.map((name) => textOf(action.params[name]));
  const limits = { maxRows: action.maxRows, maxBytes };
  const text = { text: statement, values };
  const result = await runStatement(session, text, limits, settings, live).catch((error) => {
    closeNow(session);
    throw error;
  });
  await endSession(session);
  await live.print(
    formatTable(result.columns, result.rows) + rowCountLine(result.count, result.rows.length),
  );
  mustHold(action, resultValues(request.values, result));
  return outputsOf(result);
}

/** @throws TaskFailure when the run has no value for one. */
function withParams({ action, values }: AttemptRequest<SqlAction>): SqlAction {
  try {
    return actionWithValues(action, values);
  } catch (error) {
    if (error instanceof ExpressionError) throw new TaskFailure(`${error.message}.`);
    throw error;
  }
}

function mustHold({ expect }: SqlAction, values: ExpressionValues): void {
  if (expect === null) return;
  try {
    const verdict = judgeCondition(expect, values);
    if (!verdict.holds) throw new TaskFailure(`The data is not as expected: ${verdict.found}.`);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const { rows } = values.data ?? {};
    throw new TaskFailure(`The data is not as expected: ${error.message} (rows = ${rows}).`);
  }
}

/** Numbers of Postgres' types. */
const booleanType = 16;
const integerTypes: readonly number[] = [20, 21, 23, 26];
const numberTypes: readonly number[] = [700, 701, 1700];

/** The first row's columns by name, and `rows`; a column of that name hides it. */
function firstRow({ columns, types, rows, count }: Rows): Record<string, unknown> {
  const found = new Map<string, unknown>([["rows", BigInt(count)]]);
  const own = new Set<string>();
  for (const [index, value] of (rows[0] ?? []).entries()) {
    const name = columns[index] ?? "";
    if (own.has(name)) continue;
    own.add(name);
    if (value === null) found.delete(name);
    else found.set(name, valueOfType(value, types[index] ?? 0));
  }
  return Object.fromEntries(found);
}

function valueOfType(value: string, type: number): unknown {
  if (type === booleanType) return value === "t";
  if (integerTypes.includes(type)) return BigInt(value);
  // NaN and infinities are numbers to Postgres; a double can't say more of a numeric than it holds.
  return numberTypes.includes(type) ? Number(value) : value;
}

const resultValues = (values: ExpressionValues, result: Rows): ExpressionValues =>
  withAnswer(values, "result", firstRow(result));

/** As Postgres writes them, but for truth values. */
function outputsOf(result: Rows): Record<string, string> {
  const { columns, rows, types } = result;
  const outputs = new Map([["rows", String(result.count)]]);
  const own = new Set<string>();
  for (const [index, value] of (rows[0] ?? []).entries()) {
    const name = columns[index] ?? "";
    if (own.has(name)) continue;
    own.add(name);
    if (value === null) outputs.delete(name);
    else outputs.set(name, types[index] === booleanType ? String(value === "t") : value);
  }
  return Object.fromEntries(outputs);
}

const textOf = (value: unknown): string =>
  Array.isArray(value) ? JSON.stringify(value) : String(value);
