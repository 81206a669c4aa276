// Clocks by Intl, another road to tzdata than the engine takes, and instants around the changes of random zones.

import fc from "fast-check";

export const zones = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Australia/Lord_Howe",
  "America/Sao_Paulo",
  "Africa/Casablanca",
  "Asia/Kathmandu",
  "America/St_Johns",
  "Asia/Gaza",
  "Pacific/Apia",
  "America/Havana",
  "Antarctica/Troll",
  "Antarctica/Casey",
  "Pacific/Kwajalein",
];

const formats = new Map<string, Intl.DateTimeFormat>();

/** Local time as if it were UTC, in milliseconds. */
export function wallOf(at: number, zone: string): number {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat("sv", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
  formats.set(zone, format);
  return Date.parse(`${format.format(at).replace(" ", "T")}Z`);
}

/** Instants of 1990 to 2100: days around a change of clocks of the zone, or any day. */
export const starts = (zone: string): fc.Arbitrary<number> =>
  fc
    .tuple(
      fc.integer({ min: Date.UTC(1990, 0, 1) / 60_000, max: Date.UTC(2100, 0, 1) / 60_000 }),
      fc.boolean(),
      fc.integer({ min: -1500, max: 100 }),
    )
    .map(([minute, atChange, shift]) => {
      const change = Temporal.Instant.fromEpochMilliseconds(minute * 60_000)
        .toZonedDateTimeISO(zone)
        .getTimeZoneTransition("next");
      const base = atChange && change ? change.epochMilliseconds / 60_000 + shift : minute;
      return base * 60_000;
    });
