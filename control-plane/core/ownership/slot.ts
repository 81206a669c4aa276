// Slots: what one run of a guarded job is for. Both schedulers name it alike, so both can ask whose it is.

import { dateExists } from "../calendar/date.ts";

/**
 * A minute of UTC (`202611272200`), or a business date (`20261127`): all slots of a pipeline are of one kind. Digits only, so
 * that a POSIX shell compares them as numbers. A job that runs more than once in a business date has one slot for all of it.
 */
export type Slot = string;

/** Of a pipeline: which of the two its slots are. */
export const slotKinds = ["minutes", "dates"] as const;
export type SlotKind = (typeof slotKinds)[number];

/** Null for what is none of the kind. */
export function readSlot(text: string, kind: SlotKind): Slot | null {
  const found = /^(\d{4})(\d\d)(\d\d)((?:[01]\d|2[0-3])[0-5]\d)?$/.exec(text);
  if (found === null || (found[4] === undefined) !== (kind === "dates")) return null;
  return dateExists(found.slice(1, 4).join("-")) ? text : null;
}

/** The minute of UTC that an instant is in. */
export const minuteSlot = (instant: Date): Slot =>
  instant.toISOString().replaceAll(/\D/g, "").slice(0, 12);

/** A business date, `2026-11-27`. */
export const dateSlot = (date: string): Slot => date.replaceAll("-", "");
