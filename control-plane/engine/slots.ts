// The tasks that a worker runs at a time, whichever of its queues delivered them: one that ends by itself still runs
// what it has while the next one delivers. A task that only waits gives its slot away.

/** What a task has while it runs. */
export interface Slot {
  /** Until it is left, or the task has ended. */
  readonly isHeld: boolean;
  /** The task only waits from now on, and another one may run. Nothing, while as many as may wait beside the slots. */
  leave(): void;
}

/** Tasks that wait beside the slots of one worker: each costs memory, and a look now and then. */
const defaultMostWaiting = 1_000;

export class Slots {
  #free: number;
  readonly #waiting: (() => void)[] = [];
  readonly #mostBeside: number;
  #beside = 0;

  constructor(count: number, mostBeside: number = defaultMostWaiting) {
    this.#free = count;
    this.#mostBeside = mostBeside;
  }

  /** Runs it once a slot is free; who came first goes first. Resolves when its slot is free again: at its end, or when it is left. */
  async run(act: (slot: Slot) => Promise<void>): Promise<void> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    const left = Promise.withResolvers<void>();
    let isHeld = true;
    const slot: Slot = {
      get isHeld() {
        return isHeld;
      },
      leave: () => {
        if (!isHeld || this.#beside >= this.#mostBeside) return;
        isHeld = false;
        this.#beside++;
        this.#pass();
        left.resolve();
      },
    };
    const ended = act(slot).finally(() => {
      if (isHeld) this.#pass();
      else this.#beside--;
    });
    await Promise.race([ended, left.promise]);
  }

  #pass(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free++;
  }
}
