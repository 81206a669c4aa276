// What `trunkline doctor` asks a database that answers: its zones, what could not be shown on forges, its roles.

import pg from "pg";
import type { Check } from "#core/check.ts";
import { type ZoneFacts, type ZoneVersion, zoneWarnings } from "#core/zone-data.ts";
import { errorCode } from "./errors.ts";
import { forgeTroubles } from "./forges.sql.ts";
import { checkWalls } from "./walls.ts";
import { compareZones, readZoneFacts } from "./zones.ts";

export type Finding = Omit<Check, "name">;

export const ok = (detail: string): Finding => ({ state: "ok", detail });

/** The database has no version to tell: what it reckons is compared, and what servers and workers say of themselves. */
export const zonesOf = (config: pg.ClientConfig) =>
  asking(config, async (client) => {
    const differences = await compareZones(client, Date.now());
    const { versions } = await unlessEmpty(readZoneFacts(client), noFacts);
    const own: ZoneVersion = {
      ...{ kind: "server", id: 0, name: "this process" },
      version: process.versions.tz ?? null,
    };
    const warnings = zoneWarnings({ versions: [own, ...versions], differences });
    if (warnings.length === 0)
      return ok(`as tzdata ${process.versions.tz}, for five years in all zones that both know`);
    return {
      state: "warning",
      detail: warnings.map(({ message }) => message).join("; "),
      help: warnings.map(({ help }) => help).join(" "),
    };
  });

export const forgesOf = (config: pg.ClientConfig) =>
  asking(config, async (client) => {
    const troubles = await unlessEmpty(forgeTroubles(client), []);
    const [first] = troubles;
    if (first === undefined) return ok("nothing waits that could not be shown on one");
    const dead = troubles.filter(({ state }) => state === "dead").length;
    return {
      state: "warning",
      detail: `${troubles.length} things could not be shown, ${dead} of them are given up; the oldest: ${first.project} ${first.key}: ${first.fault}`,
      help: "Deployments go on all the same. Look at the token or App and its rights (docs/github.md); `trunkline status` lists them.",
    };
  });

export const rolesOf = (config: pg.ClientConfig) =>
  asking(config, async (client) => {
    const walls = await unlessEmpty(checkWalls(client), null);
    if (walls === null) return ok("not looked at: no server of this version has used it");
    const { engine, api, faults, sql } = walls;
    if (faults.length === 0)
      return ok(`${engine} and ${api}; the API sees the pipelines of a request and no others`);
    const again =
      "Start a server of this version. What was changed by hand comes back with `update trunkline.wall set raised = ''` before that.";
    return {
      // Without roles a server on DATABASE_URL does not start.
      state: sql === null ? "warning" : "failed",
      detail: faults.join("; "),
      help: sql === null ? again : `Have a DBA run, in this cluster: ${sql.replaceAll("\n", " ")}`,
    };
  });

async function asking(
  config: pg.ClientConfig,
  ask: (client: pg.Client) => Promise<Finding>,
): Promise<Finding> {
  const client = new pg.Client(config);
  client.on("error", () => {}); // the awaited calls below report it
  try {
    await client.connect();
  } catch {
    return ok("not looked at: it can't be used, as is said above");
  }
  try {
    return await ask(client);
  } finally {
    await client.end();
  }
}

const noFacts: ZoneFacts = { versions: [], differences: null };

/** A database that no server has used has no tables. */
const unlessEmpty = <T>(asked: Promise<T>, nothing: T): Promise<T> =>
  asked.catch((error: unknown) => {
    if (errorCode(error) === "42P01") return nothing;
    throw error;
  });
