// Gathers output into chunks for storage: not too many, not too large, none ending within a character.

import { characterBoundary } from "./utf8.ts";

/** Bytes; the size at which Postgres stored output fastest (reference/engine.md, section 7). */
export const chunkBytes = 64 * 1024;

const nothing = Buffer.alloc(0);

export class OutputChunks {
  readonly #size: number;
  /** Held only while there is something in it: of a thousand attempts that wait, few have just printed. */
  #buffer: Buffer = nothing;
  #used = 0;

  constructor(size = chunkBytes) {
    this.#size = size;
  }

  /** Takes output; returns the chunks that are full with it. */
  push(bytes: Uint8Array): Uint8Array[] {
    // An attempt that prints nothing must not cost a buffer.
    if (bytes.length === 0) return [];
    const full: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; ) {
      if (this.#buffer === nothing) this.#buffer = Buffer.allocUnsafe(this.#size);
      const part = bytes.subarray(at, at + this.#buffer.length - this.#used);
      this.#buffer.set(part, this.#used);
      this.#used += part.length;
      at += part.length;
      if (this.#used === this.#buffer.length) full.push(...this.flush());
    }
    return full;
  }

  /** What is there, without the beginning of a character whose rest is still to come. */
  flush(): Uint8Array[] {
    return this.#cut(characterBoundary(this.#buffer, this.#used));
  }

  /** All that is left; nothing comes after it. */
  end(): Uint8Array[] {
    return this.#cut(this.#used);
  }

  #cut(end: number): Uint8Array[] {
    if (end === 0) return [];
    const chunk =
      end === this.#buffer.length ? this.#buffer : Buffer.from(this.#buffer.subarray(0, end));
    if (end === this.#used) this.#buffer = nothing;
    else this.#buffer.copyWithin(0, end, this.#used);
    this.#used -= end;
    return [chunk];
  }
}
