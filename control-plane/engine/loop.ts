// A pass that repeats until it is stopped: how a server does what is never finished.

import { messageOf } from "#store/errors.ts";

export interface Loop {
  /** Begins the next pass now. */
  wake(): void;
  /** Resolves once the pass under way has ended. */
  stop(): Promise<void>;
}

/** After a pass that failed. */
const afterFaultMs = 250;

/** Repeats `pass`, which answers how long to sleep; a failed pass is reported and tried again. */
export function startLoop(pass: () => Promise<number>, report: (message: string) => void): Loop {
  let stopped = false;
  let woken = false;
  let wake = () => {};
  const loop = async () => {
    while (!stopped) {
      woken = false;
      const sleepMs = await pass().catch((error: unknown) => {
        report(messageOf(error));
        return afterFaultMs;
      });
      if (stopped || woken) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, sleepMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  };
  const running = loop();
  return {
    wake() {
      woken = true;
      wake();
    },
    async stop() {
      stopped = true;
      wake();
      await running;
    },
  };
}
