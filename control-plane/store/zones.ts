// What servers, workers and the database reckon with, read from the database that they share.

import {
  probeInstants,
  type ZoneDifference,
  type ZoneFacts,
  type ZoneVersion,
  zoneDifferences,
} from "#core/zone-data.ts";
import type { Db } from "./connect.ts";
import { databaseOffsets, zoneVersions } from "./zone-data.sql.ts";

/** Compares all zones that both know: about half a second of the database's time. @param now Milliseconds since 1970. */
export async function compareZones(db: Db, now: number): Promise<ZoneDifference[]> {
  const instants = probeInstants(now);
  const rows = await databaseOffsets(db, {
    instants: instants.map((at) => new Date(at)),
    zones: Intl.supportedValuesOf("timeZone"),
  });
  return zoneDifferences(
    rows.map(({ zone, offsets }) => ({ zone, offsets: offsets as number[] })),
    instants,
  );
}

/** Those that live; what the newest server found that has compared. */
export async function readZoneFacts(db: Db): Promise<ZoneFacts> {
  const rows = await zoneVersions(db);
  const versions = rows.map(({ kind, id, name, zone_data }): ZoneVersion => {
    return { kind: kind as ZoneVersion["kind"], id, name, version: zone_data };
  });
  const compared = rows.flatMap(({ zone_differences }) =>
    zone_differences ? [zone_differences] : [],
  );
  return { versions, differences: (compared.at(-1) ?? null) as ZoneDifference[] | null };
}
