// Slots: what one run of a guarded job is for. Both schedulers name it alike, so both can ask whose it is.

/**
 * A minute of UTC (`202611272200`), or a business date (`20261127`): all slots of a pipeline are of one kind. Digits only, so
 * that a POSIX shell compares them as numbers. A job that runs more than once in a business date has one slot for all of it.
 */
export type Slot = string;

/** Null for what is none: another number of digits. */
export const readSlot = (text: string): Slot | null =>
  /^(?:\d{8}|\d{12})$/.test(text) ? text : null;

/** The minute of UTC that an instant is in. */
export const minuteSlot = (instant: Date): Slot =>
  instant.toISOString().replaceAll(/\D/g, "").slice(0, 12);

/** A business date, `2026-11-27`. */
export const dateSlot = (date: string): Slot => date.replaceAll("-", "");
