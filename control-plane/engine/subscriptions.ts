// What a worker takes from the queue: every route whose labels it has, and new ones as they are deployed.

import type { Db } from "#store/connect.ts";
import { routesFor } from "#store/routes.sql.ts";
import { identifierOf } from "./routes.ts";

export class Subscriptions {
  readonly #db: Db;
  readonly #labels: readonly string[];
  #looking: Promise<void> | null = null;
  #lookAgain = false;
  /** Names of tasks in the queue; it only grows, since a route is never removed. */
  readonly identifiers = new Set<string>();

  /** `db` should outlive broken connections, as `persistent` does. */
  constructor(db: Db, labels: readonly string[]) {
    this.#db = db;
    this.#labels = labels;
  }

  /** Reads the routes anew; calls during a look share the next one. */
  async look(): Promise<void> {
    this.#lookAgain = this.#looking !== null;
    this.#looking ??= this.#read();
    await this.#looking;
  }

  async #read(): Promise<void> {
    try {
      do {
        this.#lookAgain = false;
        const rows = await routesFor(this.#db, { labels: [...this.#labels] });
        for (const { id } of rows) this.identifiers.add(identifierOf(id));
      } while (this.#lookAgain);
    } finally {
      this.#looking = null;
    }
  }
}
