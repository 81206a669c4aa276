// Instants on the command line: read as ISO text, shown to people in the machine's zone.

import { CommandError } from "./exit.ts";

/** Milliseconds since 1970. @throws CommandError `usage` naming the option. */
export function instantOf(option: string, text: string): number {
  try {
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch {
    const help = "write it with its offset, such as 2026-11-23T06:00:00Z or 2026-11-23T07:00+01:00";
    throw new CommandError("usage", `${option} '${text}' is no instant`, help);
  }
}

/** `2026-11-23 07:00:05 +01:00`, to the second; empty for null. */
export function shownInstant(text: string | null): string {
  if (text === null) return "";
  const local = Temporal.Instant.from(text).toZonedDateTimeISO(Temporal.Now.timeZoneId());
  const clock = local.toPlainTime().toString({ smallestUnit: "second" });
  return `${local.toPlainDate()} ${clock} ${local.offset}`;
}

/** `340 ms`, `3.4 s`, `5 m 20 s`; up to now while the end is null, empty without a start. */
export function shownDuration(start: string | null, end: string | null): string {
  if (start === null) return "";
  const until = end === null ? Temporal.Now.instant() : Temporal.Instant.from(end);
  const ms = Math.max(0, until.epochMilliseconds - Temporal.Instant.from(start).epochMilliseconds);
  if (ms < 1_000) return `${ms} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours} h ${minutes} m` : `${minutes} m ${seconds % 60} s`;
}
