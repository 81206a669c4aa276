// Reads as somebody who may see some classes of pipelines only: Postgres itself leaves the others out, whatever a query forgets.

import { AsyncLocalStorage } from "node:async_hooks";
import pg from "pg";
import { askSeeing, type NamedStatement } from "./seeing-query.ts";

/** Ids of access classes; `all` is for whoever may read every pipeline. */
export type SeenClasses = readonly number[] | "all";

/**
 * One transaction in which the role of the API sees the rows of these classes. For roles that no policy limits, such as the
 * engine's, it is a transaction as any other.
 * @throws what `work` throws, after the rollback.
 */
export async function asReader<T>(
  pool: pg.Pool,
  classes: SeenClasses,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query(`begin; ${seeing(classes)}`);
    const result = await work(client);
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback").catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/** Of the transaction only: what the next one sees it has to say itself. */
const seeing = (classes: SeenClasses): string =>
  `set local trunkline.classes = '${textOf(classes)}'`;

/** Numbers and one word, so there is nothing to quote. */
const textOf = (classes: SeenClasses): string =>
  classes === "all" ? "all" : `{${classes.map(Math.trunc).join(",")}}`;

type Ask = () => SeenClasses | Promise<SeenClasses>;

const reading = new AsyncLocalStorage<Ask>();

/**
 * Whatever `work` calls and awaits sees the rows of these classes, through a `ReaderPool`.
 * @param ask asked once, by the first that reads. What it reads itself sees no pipeline.
 */
export function readingAs<T>(ask: Ask, work: () => T): T {
  let answer: ReturnType<Ask> | undefined;
  return reading.run(() => {
    answer ??= readingNothing(ask);
    return answer;
  }, work);
}

/** For what tells of no pipeline: it is asked as nobody, also where `readingAs` is not decided yet. */
export const readingNothing = <T>(work: () => T): T => reading.exit(work);

/** For a stream, whose parts are asked for when the work that began it is over: each sees what that work saw. */
export function keepReading<T>(parts: AsyncGenerator<T>): AsyncIterableIterator<T> {
  return {
    next: AsyncLocalStorage.bind(() => parts.next()),
    return: () => parts.return(undefined),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/**
 * Every statement and every transaction of it sees what `readingAs` says, and no pipeline at all outside of that: a route that
 * forgets to ask shows too little. A connection that is taken from it by hand sees nothing.
 */
export class ReaderPool extends pg.Pool {
  /** What a transaction says when it begins. */
  async opening(): Promise<string> {
    return seeing(await this.#classes());
  }

  // biome-ignore lint/suspicious/noExplicitAny: the driver's own overloads, of which the promised ones are served
  override async query(...words: any[]): Promise<any> {
    const classes = await this.#classes();
    if (isNamed(words)) return await this.#once(classes, words[0]);
    const ask = (client: pg.PoolClient) =>
      (client.query as (...words: unknown[]) => Promise<unknown>)(...words);
    return asReader(this, classes, ask);
  }

  async #once(classes: SeenClasses, statement: NamedStatement): Promise<pg.QueryResult> {
    const client = await this.connect();
    try {
      return await askSeeing(client, textOf(classes), statement);
    } finally {
      // One that has broken is known to the pool.
      client.release();
    }
  }

  async #classes(): Promise<SeenClasses> {
    return (await reading.getStore()?.()) ?? [];
  }
}

const isNamed = (words: readonly unknown[]): words is [NamedStatement] =>
  words.length === 1 && typeof (words[0] as Partial<NamedStatement>).name === "string";
