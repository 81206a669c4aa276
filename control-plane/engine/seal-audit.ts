// Seals what was put on record, so that a later change of it shows. Any number of servers run it; one at a time seals.

import type pg from "pg";
import { sealAudit } from "#store/audit.sql.ts";
import { type Loop, startLoop } from "./loop.ts";

/** A record is sealed within a second of its commit. */
const lookEveryMs = 500;
/** Of one seal: what a check reads at once. */
export const recordsPerSeal = 1_000;

/** Also of a restored copy: what is done about it is on record as well. */
export const startSealing = (pool: pg.Pool, report: (message: string) => void): Loop =>
  startLoop(async () => {
    const row = await sealAudit(pool, { limit: recordsPerSeal });
    return (row?.sealed ?? 0) < recordsPerSeal ? lookEveryMs : 0;
  }, report);
