// Ownership of a job's slots on the side of the control plane: each slot is started by one scheduler.
//
// A slot that anyone starts is claimed first, and the first claim stays. What a guard starts unasked it claims later, by
// its report; until then its grant keeps the slot from being claimed here.

import { acknowledged, fenced, type Grant, grantUnder, type Outstanding, sent } from "./grant.ts";
import type { Answer } from "./guard.ts";
import { type HandOver, handOverOf, type Side } from "./hand-over.ts";
import type { Slot } from "./slot.ts";

export interface Ownership {
  /** Oldest first, one at least: the job's first stage. */
  handOvers: readonly HandOver[];
  /** By the guard's id: each host that was ever answered for the job. */
  guards: ReadonlyMap<string, Outstanding>;
  claims: ReadonlyMap<Slot, Side>;
}

/** A guard asks whose the slot is. It is claimed for the legacy side when it is the legacy side's. */
export function ask(
  state: Ownership,
  guard: string,
  slot: Slot,
  horizon: Slot,
): { state: Ownership; answer: Answer } {
  const owner = state.claims.get(slot) ?? nominal(state, slot);
  const claimed = owner === "legacy" ? claim(state, slot, "legacy") : state;
  return withGrant(claimed, guard, owner, horizon);
}

/** A guard asks for nothing but what it may start from now on. Whose later slots are comes with it. */
export const renew = (
  state: Ownership,
  guard: string,
  horizon: Slot,
): { state: Ownership; answer: Answer } => withGrant(state, guard, newest(state).to, horizon);

function withGrant(state: Ownership, guard: string, owner: Side, horizon: Slot) {
  const grant = grantUnder(newest(state), horizon);
  return { state: withGuard(state, guard, (held) => sent(held, grant)), answer: { owner, grant } };
}

/** The guard has started a slot unasked. False where we have started it, too: the promise is broken, and must be told. */
export function report(state: Ownership, slot: Slot): { state: Ownership; once: boolean } {
  const owner = state.claims.get(slot);
  return { state: claim(state, slot, "legacy"), once: owner !== "trunkline" };
}

/** The guard holds this epoch durably, and has reported all that it started under those before. */
export const acknowledge = (state: Ownership, guard: string, epoch: number): Ownership =>
  withGuard(state, guard, (held) => acknowledged(held, epoch));

/** Why the control plane may not start a slot now; null when it may. */
export type Obstacle =
  | { is: "legacys" }
  | { is: "started"; by: Side }
  | { is: "unfenced"; guards: readonly string[] };

export function obstacle(state: Ownership, slot: Slot): Obstacle | null {
  const by = state.claims.get(slot);
  if (by !== undefined) return { is: "started", by };
  if (nominal(state, slot) === "legacy") return { is: "legacys" };
  const guards = [...state.guards].filter(([, held]) => !fenced(held, slot)).map(([id]) => id);
  return guards.length === 0 ? null : { is: "unfenced", guards };
}

/** The control plane starts the slot: only without an obstacle, in the same transaction. */
export const start = (state: Ownership, slot: Slot): Ownership => claim(state, slot, "trunkline");

/** A slot before the first hand-over is the legacy side's: we weren't there. */
const nominal = (state: Ownership, slot: Slot): Side =>
  handOverOf(state.handOvers, slot)?.to ?? "legacy";

function newest({ handOvers }: Ownership): HandOver {
  const last = handOvers.at(-1);
  if (last === undefined) throw new Error("a job without a first stage");
  return last;
}

function claim(state: Ownership, slot: Slot, side: Side): Ownership {
  if (state.claims.has(slot)) return state;
  return { ...state, claims: new Map(state.claims).set(slot, side) };
}

function withGuard(
  state: Ownership,
  guard: string,
  change: (held: Outstanding) => readonly Grant[],
): Ownership {
  const guards = new Map(state.guards).set(guard, change(state.guards.get(guard) ?? []));
  return { ...state, guards };
}
