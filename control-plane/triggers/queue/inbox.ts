// What a library has pushed and nobody has taken yet.

import { onAbort } from "#executors/stop.ts";

/** How long a source waits for messages before it says that there are none. Milliseconds. */
export const waitMs = 5_000;

export class Inbox<T> {
  readonly #items: T[] = [];
  readonly #closed: AbortSignal;
  #wake: (() => void) | null = null;
  #fault: Error | null = null;

  /** @param closed Ends whoever waits, with its reason. */
  constructor(closed: AbortSignal) {
    this.#closed = closed;
  }

  get length(): number {
    return this.#items.length;
  }

  push(item: T): void {
    this.#items.push(item);
    this.#wake?.();
  }

  /** What was pushed before can still be taken. The first fault counts. */
  fail(fault: Error): void {
    this.#fault ??= fault;
    this.#wake?.();
  }

  /** At most `limit`, as soon as there are some; none after a while. @throws the fault, and the signal's reason */
  async take(limit: number): Promise<T[]> {
    this.#closed.throwIfAborted();
    if (this.#items.length === 0 && this.#fault === null) await this.#pushed();
    this.#closed.throwIfAborted();
    if (this.#items.length === 0 && this.#fault !== null) throw this.#fault;
    return this.#items.splice(0, limit);
  }

  async #pushed(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, waitMs);
    this.#wake = resolve;
    const stopListening = onAbort(this.#closed, resolve);
    await promise;
    clearTimeout(timer);
    stopListening();
    this.#wake = null;
  }
}
