// Long work that others needn't wait for: after each so many milliseconds of it the process looks after everything else.

import { setImmediate as nextTurn } from "node:timers/promises";

/** Call what it answers between two small pieces of work, and await what that gives. @param mostMs of work in one turn */
export function inTurns(mostMs = 10): () => Promise<void> | null {
  let since = performance.now();
  return () =>
    performance.now() - since < mostMs
      ? null
      : nextTurn().then(() => {
          since = performance.now();
        });
}
