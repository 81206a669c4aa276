// What is to happen when: all of an instant comes out together, in the order in which it was put in.

import { Heap } from "#core/simulation/heap.ts";

interface Entry<T> {
  /** Milliseconds since 1970. */
  at: number;
  order: number;
  what: T;
}

export class Agenda<T> {
  readonly #heap = new Heap<Entry<T>>(({ at }) => at);
  #count = 0;

  /** Of the earliest; null: there is nothing. */
  nextAt(): number | null {
    return this.#heap.least() ?? null;
  }

  add(at: number, what: T): void {
    this.#heap.add({ at, order: this.#count++, what });
  }

  /** Takes out all of the earliest instant. */
  take(): T[] {
    const at = this.#heap.least();
    const taken: Entry<T>[] = [];
    while (at !== undefined && this.#heap.least() === at) taken.push(this.#heap.take() as Entry<T>);
    return taken.sort((a, b) => a.order - b.order).map(({ what }) => what);
  }
}
