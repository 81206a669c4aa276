// What is made of statements when it is looked at, and kept until enough else was: estates are gone through job by job, and
// all that can be said of 100,000 of them at once would be many times their text.

/** What can be made again. */
export interface Forgetful {
  forget(): void;
}

/** Keeps the last of what was made, in turn. */
export class Recent {
  readonly #kept: (Forgetful | undefined)[];
  #next = 0;

  constructor(size: number) {
    this.#kept = Array.from({ length: size });
  }

  keep(one: Forgetful): void {
    this.#kept[this.#next]?.forget();
    this.#kept[this.#next] = one;
    this.#next = (this.#next + 1) % this.#kept.length;
  }
}
