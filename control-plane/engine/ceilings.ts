// The ceilings of projects as workers know them: asked again once a second at most, so that one which becomes narrower
// holds for the very next attempts.

import { isUnlimited } from "#core/ceilings/ceilings.ts";
import type { CeilingsNow } from "#core/ceilings/refusal.ts";
import { rulesOf, type StoredRules } from "#core/registration.ts";
import type { Db } from "#store/connect.ts";
import { ceilingsOf } from "#store/registrations.sql.ts";

/** Null for a project without any. */
export type ReadCeilings = (project: string) => Promise<CeilingsNow | null>;

const keptMs = 1_000;

/** @param now Milliseconds of a clock that never goes back. */
export function createCeilings(db: Db, now: () => number = () => performance.now()): ReadCeilings {
  const known = new Map<string, { at: number; reading: Promise<CeilingsNow | null> }>();
  return (project) => {
    const found = known.get(project);
    if (found && now() - found.at < keptMs) return found.reading;
    const reading = readCeilings(db, project);
    known.set(project, { at: now(), reading });
    // A failed read must not be remembered.
    reading.catch(() => known.delete(project));
    return reading;
  };
}

/** As they are now. */
export async function readCeilings(db: Db, project: string): Promise<CeilingsNow | null> {
  const row = await ceilingsOf(db, { project });
  if (!row) return null;
  const today = Temporal.Now.plainDateISO("UTC").toString();
  const rules = rulesOf(row.rules as StoredRules, { project, environment: row.environment, today });
  if (isUnlimited(rules) && rules.checks === null) return null;
  return { ...rules, globalPools: new Set(row.global_pools) };
}
