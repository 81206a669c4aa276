// Turns hints into looks: the first of a flood is heeded at once, all others by one more look when the pause is over.

export interface Hints {
  /** Something may have changed for the project. */
  hint(project: string): void;
  stop(): void;
}

export interface HintOptions {
  /** Least time between two looks of one project that hints bring about. */
  pauseMs: number;
  look: (project: string) => Promise<unknown>;
}

export function startHints({ pauseMs, look }: HintOptions): Hints {
  /** Projects that rest, with whether there was a hint meanwhile. */
  const resting = new Map<string, { again: boolean }>();
  const timers = new Set<NodeJS.Timeout>();
  let stopped = false;

  const begin = (project: string): void => {
    const rest = { again: false };
    resting.set(project, rest);
    // What a look fails of is its own to tell; the next poll makes up for it.
    const looked = look(project).catch(() => {});
    const over = Promise.all([looked, pause()]);
    void over.then(() => {
      resting.delete(project);
      if (rest.again && !stopped) begin(project);
    });
  };
  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        resolve();
      }, pauseMs);
      timers.add(timer);
    });

  return {
    hint(project) {
      const rest = resting.get(project);
      if (rest) rest.again = true;
      else if (!stopped) begin(project);
    },
    stop() {
      stopped = true;
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
