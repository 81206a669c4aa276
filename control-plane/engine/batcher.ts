// Group commit: callers add single items, one flush at a time carries all that has gathered.

interface Entry<I, O> {
  item: I;
  resolve: (result: O) => void;
  reject: (error: unknown) => void;
}

/**
 * A batch leaves as soon as the previous one is back, so nothing waits on a timer and batches grow under load.
 * `flush` answers one result per item, in the same order; when it rejects, all of the batch do.
 */
export class Batcher<I, O> {
  readonly #flush: (items: I[]) => Promise<O[]>;
  readonly #maxItems: number;
  #queue: Entry<I, O>[] = [];
  #busy = false;
  #scheduled = false;
  #paused = 0;
  #idle: (() => void)[] = [];

  constructor(flush: (items: I[]) => Promise<O[]>, maxItems = 1000) {
    this.#flush = flush;
    this.#maxItems = maxItems;
  }

  add(item: I): Promise<O> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ item, resolve, reject });
      if (this.#scheduled || this.#busy) return;
      this.#scheduled = true;
      // What else this turn of the event loop adds travels along.
      setImmediate(() => {
        this.#scheduled = false;
        void this.#pump();
      });
    });
  }

  /** Waits for the flush under way and holds further ones back until the answered function is called. */
  async pause(): Promise<() => void> {
    this.#paused++;
    if (this.#busy) await new Promise<void>((resolve) => this.#idle.push(resolve));
    return () => {
      this.#paused--;
      void this.#pump();
    };
  }

  async #pump(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    while (this.#queue.length > 0 && this.#paused === 0) {
      const batch = this.#queue.splice(0, this.#maxItems);
      try {
        const results = await this.#flush(batch.map((entry) => entry.item));
        for (const [index, entry] of batch.entries()) entry.resolve(results[index] as O);
      } catch (error) {
        for (const entry of batch) entry.reject(error);
      }
    }
    this.#busy = false;
    for (const resolve of this.#idle.splice(0)) resolve();
  }
}
