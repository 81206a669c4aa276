// Which zone data there is, and what is said where it differs.

import { expect, test } from "vitest";
import {
  probeInstants,
  versionsText,
  type ZoneVersion,
  zoneDifferences,
  zoneWarnings,
} from "#core/zone-data.ts";

const instants = probeInstants(Date.parse("2026-11-26T17:00:00Z"));
const offsets = (zone: string) =>
  instants.map(
    (at) =>
      Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).offsetNanoseconds / 1e9,
  );
const server = (id: number, version: string | null): ZoneVersion => ({
  ...{ kind: "server", id, name: `s${id}`, version },
});

test("the middles of the next 60 months are compared, and each zone is told once", () => {
  expect(new Date(instants[0] as number).toISOString()).toBe("2026-11-15T00:00:00.000Z");
  expect(new Date(instants.at(-1) as number).toISOString()).toBe("2031-10-15T00:00:00.000Z");
  const berlin = offsets("Europe/Berlin");
  const database = [
    { zone: "Europe/Berlin", offsets: berlin },
    { zone: "Asia/Kathmandu", offsets: offsets("Asia/Kathmandu") },
    // A database that has not heard of a summer time that was abolished.
    { zone: "Europe/Paris", offsets: berlin.map((one, n) => (n > 8 ? 3_600 : one)) },
  ];
  const found = zoneDifferences(database, instants);
  expect(found).toEqual([
    { zone: "Europe/Paris", at: "2027-08-15T00:00:00.000Z", ours: 7_200, database: 3_600 },
  ]);
  const facts = { versions: [server(1, "2026c")], differences: found };
  expect(zoneWarnings(facts)).toMatchObject([
    {
      message:
        "the database reckons otherwise in Europe/Paris (on 2027-08-15 UTC+02:00, in the database UTC+01:00)",
    },
  ]);
  expect(zoneWarnings(facts, ["Europe/Paris", "UTC"])).toHaveLength(1);
  expect(zoneWarnings(facts, ["Europe/Berlin"])).toEqual([]);
});

test("two versions are told with who has which; who says nothing is not counted", () => {
  const versions = [
    ...[server(1, "2026c"), server(2, null)],
    ...Array.from(
      { length: 7 },
      (_, n): ZoneVersion => ({ ...server(n + 3, "2025b"), kind: "worker" }),
    ),
  ];
  expect(zoneWarnings({ versions: versions.slice(0, 2), differences: null })).toEqual([]);
  expect(zoneWarnings({ versions, differences: [] })).toMatchObject([
    {
      message:
        "time zones are not of one version: tzdata 2025b in worker 3 (s3), worker 4 (s4), worker 5 (s5), worker 6 (s6), worker 7 (s7) and 2 more; 2026c in server 1 (s1)",
      help: expect.stringContaining("same Node"),
    },
  ]);
  expect(versionsText({ versions })).toBe("tzdata 2025b, 2026c, unknown");
  expect(versionsText({ versions: [] })).toBe("tzdata unknown");
});
