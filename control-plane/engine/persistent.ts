// Queries that outlive a broken connection or a restart of Postgres: a task must not fail because the database was away.

import type pg from "pg";
import type { Db } from "#store/connect.ts";
import { errorCode } from "#store/errors.ts";

/** Long against a lost connection of the pool, short against a restart of Postgres (some 100 ms). */
export const retryDelayMs = 100;

/**
 * True when the same statement may succeed later: no connection, server starting or stopping, disk full, deadlock.
 * Errors of Postgres have a SQLSTATE, those of the network a Node code, those of the driver neither.
 */
export function mayPass(error: unknown): boolean {
  const code = errorCode(error);
  if (code === undefined) return error instanceof Error && error.name === "Error";
  return !/^(0A|2[1-8]|42|54|XX|P0)/.test(code);
}

/**
 * The pool, with every query repeated until it is answered or `ended` aborts. Only for statements that may run twice:
 * reads, and writes that are fenced.
 */
export function persistent(pool: pg.Pool, ended: AbortSignal): Db {
  const query = async (...parameters: Parameters<pg.Pool["query"]>) => {
    for (;;) {
      try {
        return await pool.query(...parameters);
      } catch (error) {
        if (ended.aborted || !mayPass(error)) throw error;
        await new Promise((resolve) => setTimeout(resolve, retryDelayMs));
      }
    }
  };
  return { query: query as unknown as Db["query"] };
}
