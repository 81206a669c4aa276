// Turns for work that takes memory: some at a time, in the order in which they came.

export class Turns {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  /** One that is ended before it has begun costs nothing. */
  turn(): { begin(): Promise<void>; end(): void } {
    let holds = false;
    return {
      begin: async () => {
        if (holds) return;
        if (this.#free > 0) this.#free--;
        else await new Promise<void>((resolve) => this.#waiting.push(resolve));
        holds = true;
      },
      end: () => {
        if (!holds) return;
        holds = false;
        const next = this.#waiting.shift();
        if (next) next();
        else this.#free++;
      },
    };
  }
}
