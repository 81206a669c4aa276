// A lane: a task, then inline what it made ready, until there is nothing more for this worker.

import { type AttemptContext, runAttempt } from "./attempt.ts";
import { type Claims, SessionEnded } from "./claims.ts";
import type { Claim, Held, TaskKey } from "./held.ts";
import type { Slot } from "./slots.ts";

export interface LaneContext extends AttemptContext {
  claims: Claims;
  held: Held;
  onError: (error: unknown, key: TaskKey) => void;
}

/** Claims a task and follows it; resolves at once when the claim is lost to somebody else. */
export async function runTask(context: LaneContext, key: TaskKey, slot: Slot): Promise<void> {
  const claim = await context.claims.start(key);
  if (claim) await runLane(context, claim, slot);
}

/** Runs a claimed task and what follows it inline. Never rejects for what a task does. @param slot null: it has none */
export async function runLane(
  context: LaneContext,
  first: Claim,
  slot: Slot | null,
): Promise<void> {
  let current: Claim | null = first;
  while (current) current = await step(context, current, slot);
}

async function step(context: LaneContext, claim: Claim, slot: Slot | null): Promise<Claim | null> {
  const { claims, held, onError } = context;
  const stop = held.add(claim);
  try {
    if (stop.aborted) return null;
    const onWaiting = () => slot?.leave();
    const ends = runAttempt(context, claim, stop, onWaiting);
    const completion = await ends.catch((error: unknown) => {
      onError(error, claim);
      // Not the task's fault, and not to be hidden: the attempt ends with what went wrong here.
      const message = `the worker could not run it: ${(error as Error).message}`;
      return { ...claim, state: "failed" as const, detail: { ending: "error", message } };
    });
    if (completion === null || stop.reason === "lost") return null;
    // What has no slot any more takes up nothing else: what it made ready goes to the queue.
    return await claims.complete({ ...completion, mayFollow: slot?.isHeld ?? true });
  } catch (error) {
    if (error instanceof SessionEnded) return null;
    throw error;
  } finally {
    held.remove(claim);
  }
}
