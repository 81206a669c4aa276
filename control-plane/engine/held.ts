// The attempts that this process holds: what a cancellation or a lost worker stops.

export interface TaskKey {
  run: string;
  idx: number;
}

export interface Claim extends TaskKey {
  attempt: number;
  /** It is held in mode `noexec`: it succeeds without being executed. */
  noexec?: boolean;
  /** Somebody gave it other values in this run: they are read before it starts. */
  overridden?: boolean;
}

export type StopReason = "cancelled" | "lost";

/** Attempts by key; the engine stops them by aborting their signal with a StopReason. */
export class Held {
  readonly #attempts = new Map<string, { claim: Claim; stop: AbortController }>();
  #lost = false;
  #empty: (() => void)[] = [];

  add(claim: Claim): AbortSignal {
    const stop = new AbortController();
    // A claim whose reply came after the worker was lost must not begin: the task is somebody else's.
    if (this.#lost) stop.abort("lost" satisfies StopReason);
    this.#attempts.set(keyOf(claim), { claim, stop });
    return stop.signal;
  }

  remove(claim: Claim): void {
    this.#attempts.delete(keyOf(claim));
    if (this.#attempts.size > 0) return;
    for (const resolve of this.#empty) resolve();
    this.#empty = [];
  }

  has(key: TaskKey): boolean {
    return this.#attempts.has(keyOf(key));
  }

  runs(): string[] {
    return [...new Set([...this.#attempts.values()].map(({ claim }) => claim.run))];
  }

  cancel(claims: readonly Claim[]): void {
    for (const { attempt, ...key } of claims) {
      const held = this.#attempts.get(keyOf(key));
      if (held?.claim.attempt === attempt) held.stop.abort("cancelled" satisfies StopReason);
    }
  }

  /** Stops everything, and whatever is added from now on. */
  stopAll(): void {
    this.#lost = true;
    for (const { stop } of this.#attempts.values()) stop.abort("lost" satisfies StopReason);
  }

  /** Resolves once nothing is held. */
  async drained(): Promise<void> {
    if (this.#attempts.size === 0) return;
    await new Promise<void>((resolve) => this.#empty.push(resolve));
  }
}

const keyOf = ({ run, idx }: TaskKey): string => `${run}:${idx}`;
