// What guards ask and say: each in one transaction that holds the pipeline's ownership.

import { acknowledged } from "#core/ownership/grant.ts";
import type { Answer } from "#core/ownership/guard.ts";
import { ask, renew, report } from "#core/ownership/ownership.ts";
import { dateSlot, minuteSlot, type Slot } from "#core/ownership/slot.ts";
import type { Guard } from "#engine/ownership.ts";
import { signalAlerts } from "#store/alerts.sql.ts";
import type { Db } from "#store/connect.ts";
import { judgeGuarded, putGuardJob } from "#store/ownership.sql.ts";
import { claimForLegacy, type LockedOwnership, lockedOwnership, writeGuard } from "./ownership.ts";

export interface AskedSlot {
  pipeline: number;
  /** As the guard names it: `PIPELINE` or `PIPELINE/TASK`. */
  job: string;
  slot: Slot;
  /** False: the guard can't remember what it is granted, so nothing is. */
  keeps?: boolean;
}

const dayMs = 86_400_000;

/** Without a slot only the grant is renewed. `now`: of the transaction. */
export async function answerGuard(
  db: Db,
  { pipeline, job, slot, keeps = true }: Omit<AskedSlot, "slot"> & { slot: Slot | null },
  guard: Guard,
  now: Date,
): Promise<{ answer: Answer; run: string | null }> {
  const before = await ownershipOf(db, pipeline, slot);
  const horizon = horizonOf(before, now);
  const { state, answer } =
    slot === null ? renew(before, guard.id, horizon) : ask(before, guard.id, slot, horizon);
  if (keeps) await writeGuard(db, pipeline, guard, state.guards.get(guard.id) ?? [], null);
  await putGuardJob(db, { pipeline, job });
  if (slot === null) return { answer, run: null };
  if (answer.owner === "legacy" && !before.claims.has(slot))
    await claimForLegacy(db, { pipeline, slot }, { job, guard: guard.id, unasked: false });
  return { answer, run: before.runs.get(slot) ?? null };
}

/** The first slot that a guard has to ask for. Of dates the one after the last that begins within the time. */
function horizonOf({ slots, aheadMs }: LockedOwnership, now: Date): Slot {
  const until = new Date(now.getTime() + aheadMs);
  if (slots === "minutes") return minuteSlot(until);
  // Some zone is a day ahead of UTC, and a date may be run before it begins.
  return dateSlot(
    new Date(until.getTime() + (aheadMs === 0 ? 0 : dayMs)).toISOString().slice(0, 10),
  );
}

/** False where the control plane has started the slot as well, which must be told. */
export async function reportStart(
  db: Db,
  { pipeline, job, slot }: AskedSlot,
  guard: Guard,
): Promise<boolean> {
  const before = await ownershipOf(db, pipeline, slot);
  await claimForLegacy(db, { pipeline, slot }, { job, guard: guard.id, unasked: true });
  await judgeGuarded(db, { pipeline });
  const { once } = report(before, slot);
  const run = before.runs.get(slot);
  if (!once && run !== undefined) {
    const message = `${slot} was started here, and on ${guard.host} by the other scheduler, whose guard was not answered`;
    await signalAlerts(db, { runs: [run], types: ["run.started-twice"], details: [{ message }] });
  }
  return once;
}

/** The guard holds the epoch durably, and has reported all that it started under those before. */
export async function acknowledgeEpoch(
  db: Db,
  pipeline: number,
  guard: Guard,
  epoch: number,
): Promise<void> {
  const before = await ownershipOf(db, pipeline, null);
  const held = acknowledged(before.guards.get(guard.id) ?? [], epoch);
  await writeGuard(db, pipeline, guard, held, epoch);
  await judgeGuarded(db, { pipeline });
}

/** @throws where no guard is foreseen for the pipeline, as whoever asks here has made sure */
async function ownershipOf(db: Db, pipeline: number, slot: Slot | null): Promise<LockedOwnership> {
  const found = (await lockedOwnership(db, [{ pipeline, slot: slot ?? "" }])).get(pipeline);
  if (found === undefined) throw new Error(`pipeline ${pipeline} has no ownership`);
  return found;
}
