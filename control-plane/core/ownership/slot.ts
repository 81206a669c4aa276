// Slots: what one run of a guarded job is for. Both schedulers name it alike, so both can ask whose it is.

/**
 * Digits only, so that a POSIX shell compares keys as numbers: a minute of UTC (`202611272200`), or a business date
 * (`20261127`). All keys of a job have one length.
 */
export type SlotKey = string;

/** The ordinal tells runs of one key apart, from 1: those of a cyclic job on its business date. */
export interface Slot {
  key: SlotKey;
  ordinal: number;
}

export const slotText = ({ key, ordinal }: Slot): string => `${key}/${ordinal}`;

/** `202611272200/1`; null for what is none: another number of digits, an ordinal that isn't 1 to 9,999. */
export function readSlot(text: string): Slot | null {
  const found = /^(\d{8}|\d{12})\/([1-9]\d{0,3})$/.exec(text);
  return found === null ? null : { key: found[1] ?? "", ordinal: Number(found[2]) };
}

/** The minute of UTC that an instant is in, as a key. */
export const minuteKey = (instant: Date): SlotKey =>
  instant.toISOString().replaceAll(/\D/g, "").slice(0, 12);

/** A business date (`2026-11-27`) as a key. */
export const dateKey = (date: string): SlotKey => date.replaceAll("-", "");
