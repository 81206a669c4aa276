// What is waited for on a connection to a database: that something comes, or that it ends.

import type pg from "pg";

/** Wakes whoever waits on the connection: something came on it, or it is gone. */
export class Bell {
  #ended = false;
  #rung = false;
  #wake: () => void = () => {};

  constructor(client: pg.Client) {
    client.on("notification", () => this.ring());
    client.once("end", () => {
      this.#ended = true;
      this.ring();
    });
  }

  ring(): void {
    this.#rung = true;
    this.#wake();
  }

  /** Whether it rang, before or within `ms`. @throws Error when the connection has ended. */
  async wait(ms: number): Promise<boolean> {
    if (!this.#rung)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    if (this.#ended) throw new Error("the connection to the database ended");
    const rung = this.#rung;
    this.#rung = false;
    return rung;
  }
}

/** How long one `receive` waits at most. */
export const lookMs = 5_000;
