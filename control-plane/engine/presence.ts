// Shows that a server lives and with which zone data it reckons, for `status` and `doctor`. Nothing depends on it.

import type pg from "pg";
import type { ZoneDifference } from "#core/zone-data.ts";
import { beatServer, forgetServer, noteZones, registerServer } from "#store/zone-data.sql.ts";
import { compareZones } from "#store/zones.ts";
import { type Loop, startLoop } from "./loop.ts";

export interface PresenceOptions {
  pool: pg.Pool;
  /** For people, such as the host's name. */
  name: string;
  /** Such as `2026c`. */
  zoneData: string;
  onMessage: (message: string) => void;
}

const beatMs = 10_000;
/** Zone data of a running database changes when somebody updates its host. */
const compareEveryMs = 3_600_000;

export function startPresence({ pool, onMessage, ...server }: PresenceOptions): Loop {
  let id: number | null = null;
  let compared: { at: number; differences: ZoneDifference[] } | null = null;
  const loop = startLoop(async () => {
    const isKnown = id !== null && (await beatServer(pool, { id })) !== undefined;
    if (!isKnown) id = (await registerServer(pool, { ...server, pid: process.pid }))?.id ?? null;
    const now = Date.now();
    const isOld = compared === null || now - compared.at > compareEveryMs;
    if (isOld) compared = { at: now, differences: await compareZones(pool, now) };
    if (id !== null && compared !== null && (isOld || !isKnown))
      await noteZones(pool, { id, differences: compared.differences });
    return beatMs;
  }, onMessage);
  return {
    wake: loop.wake,
    async stop() {
      await loop.stop();
      if (id !== null) await forgetServer(pool, { id }).catch(() => {});
    },
  };
}
