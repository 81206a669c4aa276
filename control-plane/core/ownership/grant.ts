// Grants: slots that a guard may start without asking, because the control plane may be away when they are due.
//
// A grant is a range of slots and no time on a clock: a host whose clock is wrong, that was suspended or restored, still
// starts none that it wasn't granted. The control plane starts no slot that a grant still covers.

import type { HandOver } from "./hand-over.ts";
import type { Slot } from "./slot.ts";

/** From (inclusive) and before (exclusive); equal where the guard may start nothing unasked. */
export interface Grant {
  epoch: number;
  from: Slot;
  /** null: without an end, until the guard has heard of a later epoch. */
  before: Slot | null;
}

export const covers = ({ from, before }: Grant, slot: Slot): boolean =>
  from <= slot && (before === null || slot < before);

/** What a guard is granted under the newest hand-over. `horizon`: the first slot that it has to ask for. */
export function grantUnder({ epoch, to, from, policy }: HandOver, horizon: Slot): Grant {
  if (to === "trunkline") return { epoch, from, before: from };
  return { epoch, from, before: policy === "legacy" ? null : horizon > from ? horizon : from };
}

/** Grants that a guard may hold: those that it was sent and that it hasn't said to be past. */
export type Outstanding = readonly Grant[];

/** After one more grant was sent. Whether it arrives nobody knows, so both it and those before may be what the guard holds. */
export function sent(outstanding: Outstanding, grant: Grant): Outstanding {
  const same = outstanding.find(({ epoch }) => epoch === grant.epoch);
  const wider = same !== undefined && !isWider(grant, same) ? same : grant;
  return [...outstanding.filter(({ epoch }) => epoch !== grant.epoch), wider];
}

/** After the guard has said that it holds this epoch, durably, and has reported everything that it started before. */
export const acknowledged = (outstanding: Outstanding, epoch: number): Outstanding =>
  outstanding.filter((grant) => grant.epoch >= epoch);

/** Whether the guard can't start the slot unasked, whatever it has heard. */
export const fenced = (outstanding: Outstanding, slot: Slot): boolean =>
  outstanding.every((grant) => !covers(grant, slot));

const isWider = (left: Grant, right: Grant): boolean =>
  left.before === null || (right.before !== null && left.before > right.before);
