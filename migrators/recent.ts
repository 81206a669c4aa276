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

const least = 64;
const most = 4096;

/**
 * For the jobs of an estate. The passes go through a group several times, so that all of the largest is kept, if memory allows;
 * what is kept longer than it is needed costs the garbage collector as much time as to work it out.
 * @param groups The outermost group of each job.
 */
export function recentFor(groups: Iterable<unknown>): Recent {
  const sizes = new Map<unknown, number>();
  let largest = 0;
  for (const group of groups) {
    const size = (sizes.get(group) ?? 0) + 1;
    sizes.set(group, size);
    largest = Math.max(largest, size);
  }
  return new Recent(Math.min(most, least + largest));
}
