// From an executor's bytes to stored chunks: limits, gathers, flushes in time, holds the task back
// while the store is busy. Made for `AttemptRequest.onOutput`, whatever the executor.

import { OutputChunks } from "./output-chunks.ts";
import { OutputLimit } from "./output-limit.ts";

/** Output is seen live within a second; this is the part of it spent on gathering. Milliseconds. */
export const flushAfterMs = 200;

export interface OutputPumpOptions {
  /** Called with one chunk at a time, in order. When it rejects, so does every later `write`. */
  store: (chunk: Uint8Array) => Promise<void>;
  limit?: OutputLimit;
  flushMs?: number;
}

export class OutputPump {
  readonly #options: OutputPumpOptions;
  readonly #limit: OutputLimit;
  readonly #chunks = new OutputChunks();
  #stored: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: OutputPumpOptions) {
    this.#options = options;
    this.#limit = options.limit ?? new OutputLimit();
  }

  /** Resolves when more may come. Rejects when what came before could not be stored. */
  readonly write = async (bytes: Uint8Array): Promise<void> => {
    const full = this.#chunks.push(this.#limit.push(bytes));
    // A write before the timer's end finds the rest in the same buffer, so one timer is enough.
    if (full.length > 0) await this.#store(full);
    this.#timer ??= setTimeout(() => this.#flush(), this.#options.flushMs ?? flushAfterMs);
  };

  /** Stores the rest; call it once, after the attempt. Rejects when not all could be stored. */
  async end(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#store([...this.#chunks.push(this.#limit.end()), ...this.#chunks.end()]);
  }

  #flush(): void {
    this.#timer = undefined;
    // The failure is not lost: the next write, or the end, waits for the same promise.
    this.#store(this.#chunks.flush()).catch(() => {});
  }

  #store(chunks: readonly Uint8Array[]): Promise<void> {
    this.#stored = this.#stored.then(async () => {
      for (const chunk of chunks) await this.#options.store(chunk);
    });
    return this.#stored;
  }
}
