// Instants and lengths of a rehearsal as texts: ISO for programs, the clock of one zone for people.

import { formatDuration } from "../duration.ts";

/** Below a second durations have no text of their own. */
export const lengthText = (ms: number): string => (ms < 1_000 ? `${ms}ms` : formatDuration(ms));

/** Whole seconds where it has no fraction. */
export const instantText = (ms: number): string =>
  Temporal.Instant.fromEpochMilliseconds(ms).toString();

/** `2026-11-23 07:00:00`, in a zone. */
export function clockText(ms: number, timezone: string): string {
  const local = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timezone);
  return `${local.toPlainDate()} ${local.toPlainTime().toString({ smallestUnit: "second" })}`;
}
