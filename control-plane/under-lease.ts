// One process at a time brings a project in step: whoever does holds its lease, and whoever comes meanwhile hears of it.

import type pg from "pg";
import { StalePlan } from "#engine/stale-plan.ts";
import { dropLease, extendLease, getProject, takeLease } from "#store/projects.sql.ts";
import type { Outcome } from "./sync-outcome.ts";

/** A project's row as it was found under its lease. */
export type LeasedProject = NonNullable<Awaited<ReturnType<typeof getProject>>> & {
  /** Fences a holder that woke up late. */
  token: string;
};

/** A holder that died is waited for no longer. */
const leaseMs = 30_000;

/** Busy where another holds it, or applied in between, as after a lease that ran out. @throws for a project that is not known. */
export async function underLease(
  pool: pg.Pool,
  name: string,
  work: (project: LeasedProject) => Promise<Outcome>,
): Promise<Outcome> {
  const found = await getProject(pool, { name });
  if (!found) throw new Error(`project ${name} is not registered`);
  const { id } = found;
  const ttlMs = String(leaseMs);
  const lease = await takeLease(pool, { id, ttlMs });
  if (!lease) return { state: "Busy" };
  const token = lease.lease_token;
  const extending = setInterval(() => {
    extendLease(pool, { id, token, ttlMs }).catch(() => {});
  }, leaseMs / 3);
  try {
    // Read again: the holder before may have applied since.
    return await work({ ...((await getProject(pool, { name })) ?? found), token });
  } catch (error) {
    if (error instanceof StalePlan) return { state: "Busy" };
    throw error;
  } finally {
    clearInterval(extending);
    await dropLease(pool, { id, token }).catch(() => {});
  }
}
