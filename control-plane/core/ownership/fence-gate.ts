// A run that waits for its slot to be ours alone, among what else it waits for.

import type { GatesVerdict, GateVerdict } from "../gates.ts";
import type { Obstacle } from "./ownership.ts";
import type { Slot } from "./slot.ts";

/** What is judged of it: `hosts` are those whose guards may still start the slot. */
export interface FenceFacts {
  slot: Slot;
  obstacle: Obstacle | null;
  hosts: readonly string[];
}

/** A slot that the scheduler before has started, or that went back to it, is skipped here. */
export function withFence(verdict: GatesVerdict, fence: FenceFacts | null): GatesVerdict {
  if (fence === null) return verdict;
  const { obstacle, slot } = fence;
  const end = obstacle === null ? null : endOf(obstacle);
  if (end !== null && verdict.outcome !== "fail")
    return { ...verdict, outcome: "skip", end: `${slot}: ${end}` };
  const gates = [...verdict.gates, gateOf(fence)];
  const waits = obstacle !== null && verdict.outcome === "open";
  return { ...verdict, gates, ...(waits ? { outcome: "wait" as const } : {}) };
}

/** Null: it may become ours. A slot that we claimed before a crash is ours still. */
function endOf(obstacle: Obstacle): string | null {
  if (obstacle.is === "unfenced") return null;
  if (obstacle.is === "legacys") return "it is the other scheduler's";
  return obstacle.by === "legacy" ? "the other scheduler has started it" : "it has a run already";
}

function gateOf({ slot, obstacle, hosts }: FenceFacts): GateVerdict {
  const holds = obstacle === null;
  return {
    ...{ kind: "ownership", text: `nobody else starts ${slot}`, holds, until: null },
    found: holds
      ? "no guard may start it any more"
      : `the guard on ${hosts.join(", ")} may have started it, and hasn't said so`,
    change: holds
      ? null
      : "it passes to this side when the guard asks or reports next; to hear it now, run `trunkline-guard --renew` on that host",
  };
}
