// Runs a function in one transaction, again when Postgres asked for that.

import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import { ReaderPool } from "./as-reader.ts";
import type { Db } from "./connect.ts";
import { errorCode } from "./errors.ts";

export interface TransactionOptions {
  /** How often to begin anew after a deadlock or a serialization failure; 3 when not given. */
  retries?: number;
  /**
   * False: the commit does not wait for the disk. For what only counts once a later commit refers to it: that one comes
   * behind it in the log.
   */
  durable?: boolean;
}

/** Up to this long before the second attempt, then twice as long each time: two that met must not meet again. */
const FIRST_WAIT_MS = 5;

/** serialization_failure and deadlock_detected: nothing happened, and the same again may succeed. */
const TRY_AGAIN = new Set(["40001", "40P01"]);

/**
 * Commits what `work` did, or nothing of it. `work` may run more than once: its effects must be in the database only. It
 * may ask for statements without waiting for those before: they run one after the other, in the order of asking.
 * @throws what `work` or the commit threw, after the rollback.
 */
export async function transaction<T>(
  pool: pg.Pool,
  work: (db: Db) => Promise<T>,
  { retries = 3, durable = true }: TransactionOptions = {},
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await once(pool, work, durable);
    } catch (error) {
      if (attempt >= retries || !TRY_AGAIN.has(errorCode(error) ?? "")) throw error;
      await delay(Math.random() * FIRST_WAIT_MS * 2 ** attempt);
    }
  }
}

async function once<T>(pool: pg.Pool, work: (db: Db) => Promise<T>, durable: boolean): Promise<T> {
  const opening = pool instanceof ReaderPool ? `; ${await pool.opening()}` : "";
  const client = await pool.connect();
  const { db, last } = inTurn(client);
  let broken: Error | undefined;
  try {
    await db.query(`begin${durable ? "" : "; set local synchronous_commit = off"}${opening}`);
    const result = await work(db);
    await last("commit");
    return result;
  } catch (error) {
    await last("rollback").catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/**
 * A connection's statements in turn. After `last` none is taken: of two parts of a transaction one may fail while the
 * other still asks, and what comes behind a rollback would be committed by itself.
 */
function inTurn(client: pg.PoolClient) {
  let before: Promise<unknown> = Promise.resolve();
  let underWay = 0;
  let isOver = false;
  const ask = (...words: unknown[]): Promise<unknown> => {
    const send = () => (client.query as (...words: unknown[]) => Promise<unknown>)(...words);
    // At once where nothing is: whoever asks may be busy for a while before the next turn.
    const asked = underWay === 0 ? send() : before.then(send);
    underWay++;
    const end = () => {
      underWay--;
    };
    before = asked.then(end, end);
    return asked;
  };
  const query = (...words: unknown[]) =>
    isOver ? Promise.reject(new Error("the transaction is over")) : ask(...words);
  const last = (statement: "commit" | "rollback"): Promise<unknown> => {
    isOver = true;
    return ask(statement);
  };
  return { db: { query } as Db, last };
}
