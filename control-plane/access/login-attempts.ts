// Logins that were begun and are not finished: in the database, so that another server may finish them, closed up so that it
// can't be read there, and good for once.

import type pg from "pg";
import { beginAttempt, dropAttempts, pollAttempt, takeAttempt } from "#store/sessions.sql.ts";
import { seal, unseal } from "./sealed.ts";
import { digestOf, newSecret } from "./secret-digest.ts";
import type { SessionKind } from "./sessions.ts";

/** Under way at a time: some hundred bytes each. */
const most = 10_000;

/** The handle, which is told to nobody but whoever begins; null when too many are under way. */
export async function begin(
  pool: pg.Pool,
  kind: SessionKind,
  value: object,
  lifeMs: number,
): Promise<string | null> {
  const handle = newSecret();
  await dropAttempts(pool);
  const row = await beginAttempt(pool, {
    ...{ digest: digestOf(handle), kind, sealed: seal(handle, value), most },
    lifeMs: String(lifeMs),
  });
  return row === undefined ? null : handle;
}

/** What was begun under the handle; null for one that is unknown, over, or was used. */
export async function take<T>(pool: pg.Pool, kind: SessionKind, handle: string): Promise<T | null> {
  const row = await takeAttempt(pool, { digest: digestOf(handle), kind });
  return row === undefined ? null : unseal<T>(handle, row.sealed);
}

/** The same without using it up; `early` where it was asked about a moment ago. */
export async function look<T>(
  pool: pg.Pool,
  handle: string,
  pauseMs: number,
): Promise<T | "early" | null> {
  const row = await pollAttempt(pool, { digest: digestOf(handle), pauseMs: String(pauseMs) });
  if (row === undefined) return null;
  return row.due ? unseal<T>(handle, row.sealed) : "early";
}
