// A cache that forgets the least recently used values above a number of bytes.

export class ByteCache<V> {
  readonly #limit: number;
  readonly #values = new Map<string, { value: V; bytes: number }>();
  #bytes = 0;

  /** `limit` in bytes; a value larger than a quarter of it is not kept. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: string): V | null {
    const found = this.#values.get(key);
    if (!found) return null;
    // A Map iterates in insertion order: inserting anew makes the value the youngest.
    this.#values.delete(key);
    this.#values.set(key, found);
    return found.value;
  }

  set(key: string, value: V, bytes: number): void {
    if (bytes > this.#limit / 4 || this.#values.has(key)) return;
    this.#values.set(key, { value, bytes });
    this.#bytes += bytes;
    for (const [oldest, entry] of this.#values) {
      if (this.#bytes <= this.#limit) return;
      this.#values.delete(oldest);
      this.#bytes -= entry.bytes;
    }
  }

  clear(): void {
    this.#values.clear();
    this.#bytes = 0;
  }
}
