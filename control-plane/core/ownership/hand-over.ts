// Hand-overs: whose the slots of a job are. Each is made by a merged commit that changes the stage of the job's wave.

import type { Slot } from "./slot.ts";

export type Side = "legacy" | "trunkline";

/**
 * What the legacy side does while it can't ask. `nobody`: it goes on for the slots that it was granted ahead, then stands
 * still. `legacy`: it goes on until it has heard that the job is not its own any more.
 */
export const policies = ["nobody", "legacy"] as const;
export type Policy = (typeof policies)[number];

export interface HandOver {
  /** From 1, one more with each hand-over of the job. */
  epoch: number;
  to: Side;
  /** The first slot of the new owner. */
  from: Slot;
  policy: Policy;
}

/** The hand-over that a slot is under; null before the first. Oldest hand-over first. */
export const handOverOf = (handOvers: readonly HandOver[], slot: Slot): HandOver | null =>
  handOvers.findLast(({ from }) => from <= slot) ?? null;

/**
 * One more hand-over. What the owner before has begun, and every slot before `from`, stays its own. A clock that was set
 * back may give a `from` before that of an earlier hand-over: the newest one counts.
 */
export const handOver = (
  handOvers: readonly HandOver[],
  next: Omit<HandOver, "epoch">,
): readonly HandOver[] => [...handOvers, { ...next, epoch: handOvers.length + 1 }];
