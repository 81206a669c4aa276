// Runs one statement on an open session: rows are counted as they come, and stopped means stopped on the server.

import pg from "pg";
import { type LiveAttempt, TaskFailure } from "../in-process.ts";
import { after, onAbort } from "../stop.ts";
import { cancelStatement, closeNow, type SessionSettings } from "./session.ts";

export interface Rows {
  /** Names of the columns; of equal names the first counts. */
  columns: string[];
  /** Type of each column by Postgres' own number. */
  types: number[];
  /** What each column's type says beside its number, such as a precision; -1: nothing. */
  modifiers: number[];
  rows: (string | null)[][];
  /** Rows that came or, without a result, were changed. */
  count: number;
}

export interface Limits {
  maxRows: number;
  maxBytes: number;
}

/** A lost attempt may start elsewhere after 1 s; until then the server has time to end the statement. */
const lostGraceMs = 500;

interface DatabaseError extends Error {
  code?: string;
  hint?: string;
  detail?: string;
  position?: string;
}

/**
 * What the statement gave.
 * @throws TaskFailure with Postgres' own words, and the signal's reason once nothing of the statement runs any more.
 */
export async function runStatement(
  session: pg.Client,
  statement: { text: string; values: string[] },
  limits: Limits,
  settings: SessionSettings,
  live: LiveAttempt,
): Promise<Rows> {
  const result: Rows = { columns: [], types: [], modifiers: [], rows: [], count: 0 };
  let bytes = 0;
  let excess: string | null = null;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const query = new pg.Query<(string | null)[]>({
    ...statement,
    rowMode: "array",
    // Never the simple protocol, which takes several statements.
    queryMode: "extended",
  } as pg.QueryConfig & { rowMode: "array" });
  const exceed = (what: string) => {
    if (excess !== null) return;
    excess = what;
    void cancelStatement(session, settings);
  };
  query.on("row", (row) => {
    if (excess !== null) return;
    result.count++;
    for (const value of row) bytes += value?.length ?? 0;
    if (result.count > limits.maxRows) return exceed(`more than ${limits.maxRows} rows`);
    if (bytes > limits.maxBytes) return exceed(`more than ${limits.maxBytes} bytes`);
    result.rows.push(row);
  });
  query.on("end", (end) => {
    const found = end as unknown as pg.QueryArrayResult;
    result.columns = found.fields.map(({ name }) => name);
    result.types = found.fields.map(({ dataTypeID }) => dataTypeID);
    result.modifiers = found.fields.map(({ dataTypeModifier }) => dataTypeModifier);
    if (found.fields.length === 0) result.count = found.rowCount ?? 0;
    resolve();
  });
  query.on("error", reject);
  const lost = () => reject(new Error("the connection to the database ended"));
  session.once("end", lost);
  const notices = printNotices(session, live);
  let stopTimer = () => {};
  const stopListening = onAbort(live.signal, () => {
    const { graceMs } = live.signal.reason.stop;
    void cancelStatement(session, settings);
    // What can't be ended within the grace loses its connection, and the server ends it then.
    stopTimer = after(graceMs === 0 ? lostGraceMs : graceMs, () => closeNow(session));
  });
  try {
    session.query(query);
    await promise;
    await notices.printed();
  } catch (error) {
    live.signal.throwIfAborted();
    if (excess === null) throw failureOf(error as DatabaseError, statement.text);
  } finally {
    stopTimer();
    stopListening();
    session.off("end", lost);
    notices.end();
  }
  if (excess !== null)
    throw new TaskFailure(`The statement gave ${excess}; select fewer, or raise \`maxRows\`.`, {
      mayRetry: false,
    });
  return result;
}

/** `raise notice` and warnings, in their order; `printed` resolves once all that came are shown. */
function printNotices(session: pg.Client, live: LiveAttempt) {
  let shown: Promise<void> = Promise.resolve();
  const show = ({
    severity,
    message,
  }: {
    severity?: string | undefined;
    message?: string | undefined;
  }) => {
    shown = shown.then(() => live.print(`${severity}: ${message}\n`));
    // Whoever waits for it sees it; until then it is nobody's.
    shown.catch(() => {});
  };
  session.on("notice", show);
  return { printed: () => shown, end: () => session.off("notice", show) };
}

function failureOf(error: DatabaseError, text: string): Error {
  if (!/^[0-9A-Z]{5}$/.test(error.code ?? "")) return error;
  const place = error.position === undefined ? "" : ` at ${placeOf(text, Number(error.position))}`;
  const hint = error.hint === undefined ? "" : ` ${error.hint.replace(/\.?$/, ".")}`;
  return new TaskFailure(`${error.message.replace(/\.$/, "")} (${error.code})${place}.${hint}`);
}

/** Postgres counts characters of the text as it was sent, from 1. */
function placeOf(text: string, position: number): string {
  const before = [...text].slice(0, position - 1).join("");
  const line = before.split("\n").length;
  return `line ${line}, column ${before.length - before.lastIndexOf("\n")}`;
}
