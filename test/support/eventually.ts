// Waits for something that only polling can see, such as the end of a process that isn't ours.

import { setTimeout as delay } from "node:timers/promises";

const pollMs = 5;

/** Resolves with the milliseconds it took; rejects, naming `what`, when it isn't so in `deadlineMs`. */
export async function eventually(
  what: string,
  holds: () => boolean | Promise<boolean>,
  deadlineMs = 10_000,
): Promise<number> {
  const start = performance.now();
  while (!(await holds())) {
    if (performance.now() - start > deadlineMs)
      throw new Error(`After ${deadlineMs} ms it still isn't so: ${what}`);
    await delay(pollMs);
  }
  return performance.now() - start;
}
