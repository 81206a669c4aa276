// Looks at a project's source again and again, with jitter, and at once when asked; never twice at a time.

export interface Poller {
  /** One pass now (after the one under way, if any), with settings of its own. */
  now<S>(work: () => Promise<S>): Promise<S>;
  stop(): Promise<void>;
}

export interface PollerOptions {
  everyMs: number;
  pass: () => Promise<unknown>;
  onError: (error: unknown) => void;
  /** A number in [0, 1); Math.random when not given. */
  random?: () => number;
}

/** A fifth of the interval in both directions, so that many projects don't ask one host at the same instant. */
const jitter = 0.2;

export function startPoller(options: PollerOptions): Poller {
  const { random = Math.random } = options;
  let tail: Promise<unknown> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const queue = <S>(work: () => Promise<S>): Promise<S> => {
    const mine = tail.then(work);
    tail = mine.catch(() => {});
    return mine;
  };
  const schedule = () => {
    if (stopped) return;
    const delayMs = options.everyMs * (1 - jitter + 2 * jitter * random());
    timer = setTimeout(() => {
      queue(options.pass).catch(options.onError).finally(schedule);
    }, delayMs);
  };
  schedule();

  return {
    now: queue,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await tail;
    },
  };
}
