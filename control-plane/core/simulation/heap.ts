// A heap: what has the least key comes out first.

export class Heap<T> {
  readonly #keyOf: (item: T) => number;
  #items: T[] = [];
  #keys: number[] = [];

  /** @param keyOf Read once, when an item is added. */
  constructor(keyOf: (item: T) => number) {
    this.#keyOf = keyOf;
  }

  /** The least key; undefined when there is nothing. */
  least(): number | undefined {
    return this.#keys[0];
  }

  add(item: T): void {
    let at = this.#items.push(item) - 1;
    this.#keys.push(this.#keyOf(item));
    for (let above = (at - 1) >> 1; at > 0 && this.#key(at) < this.#key(above); ) {
      this.#swap(at, above);
      at = above;
      above = (at - 1) >> 1;
    }
  }

  /** Takes out an item with the least key. */
  take(): T | null {
    if (this.#items.length === 0) return null;
    this.#swap(0, this.#items.length - 1);
    const taken = this.#items.pop() as T;
    this.#keys.pop();
    for (let at = 0; ; ) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      const least = this.#key(right) < this.#key(left) ? right : left;
      if (!(this.#key(least) < this.#key(at))) return taken;
      this.#swap(at, least);
      at = least;
    }
  }

  #key(at: number): number {
    return this.#keys[at] ?? Number.POSITIVE_INFINITY;
  }

  #swap(a: number, b: number): void {
    const [items, keys] = [this.#items, this.#keys];
    [items[a], items[b]] = [items[b] as T, items[a] as T];
    [keys[a], keys[b]] = [keys[b] as number, keys[a] as number];
  }
}
