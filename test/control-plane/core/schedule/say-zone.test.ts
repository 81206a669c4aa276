import { expect, test } from "vitest";
import { zoneText } from "#core/schedule/say-zone.ts";
import { timezoneNames } from "#core/timezone.ts";

test("a zone is named by its place, or as a whole where that says nothing", () => {
  const zones = ["Europe/Berlin", "America/Argentina/Buenos_Aires", "UTC", "Australia/South"];
  expect([...zones, "Etc/GMT+5", "US/Eastern"].map(zoneText)).toEqual([
    ...["Berlin time", "Buenos Aires time", "UTC", "Australia/South time"],
    ...["Etc/GMT+5 time", "US/Eastern time"],
  ]);
});

test("no two zones of different clocks have one name", () => {
  const clocks = new Map<string, string>();
  for (const zone of timezoneNames()) {
    const offsets = [0, 6, 12]
      .flatMap((month) => [1990, 2010, 2026].map((year) => Date.UTC(year, month, 1)))
      .map((at) => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).offset);
    const known = clocks.getOrInsert(zoneText(zone), offsets.join());
    expect(offsets.join(), zone).toBe(known);
  }
});
