// How many messages of one webhook a server takes in a second: so many, and what was left over of the second before.

export class Rates {
  readonly #perSecond: number;
  readonly #left = new Map<string, { at: number; left: number }>();

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  /** False: there have been enough. @param now Milliseconds. */
  take(id: string, now: number): boolean {
    const most = this.#perSecond * 2;
    const { at, left } = this.#left.get(id) ?? { at: now, left: most };
    const gained = (Math.max(now - at, 0) * this.#perSecond) / 1000;
    const present = Math.min(left + gained, most);
    this.#left.set(id, { at: now, left: present < 1 ? present : present - 1 });
    return present >= 1;
  }
}
