// What a guard decides on the legacy host. The script of `guard/` does the same in shell: test/flow/guard-decisions.test.ts holds it to this.

import { covers, type Grant } from "./grant.ts";
import type { Side } from "./hand-over.ts";
import type { Slot } from "./slot.ts";

/** The newest grant that the guard has kept on its disk; null on a host that was never answered. */
export type Memory = Grant | null;

/** What the control plane says of one slot, with what the guard is to remember. */
export interface Answer {
  owner: Side;
  grant: Grant;
}

/** The memory after an answer. One that was overtaken by a newer one says nothing any more. */
export function remember(memory: Memory, { grant }: Answer): Memory {
  if (memory === null || grant.epoch > memory.epoch) return grant;
  if (grant.epoch < memory.epoch || memory.before === null) return memory;
  return grant.before === null || grant.before > memory.before ? grant : memory;
}

/**
 * Who starts the slot. Unasked (`answer` null) the guard starts what it was granted, and else nobody does:
 * a host that has lost its memory starts nothing until it is answered.
 */
export function decide(memory: Memory, slot: Slot, answer: Answer | null): Side | "nobody" {
  if (answer !== null) return answer.owner;
  return memory !== null && covers(memory, slot) ? "legacy" : "nobody";
}
