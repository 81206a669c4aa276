// Brings what is wished for a project's forge there: each object once however often it is tried, no faster than the
// forge lets, and again until it is there. Any number of servers may do it; each wish is one server's at a time.

import type pg from "pg";
import type { Desired, Done } from "#core/forges/desired.ts";
import { retryOf } from "#core/forges/failure.ts";
import { type Loop, startLoop } from "#engine/loop.ts";
import { onceAMinute } from "#engine/once-a-minute.ts";
import { messageOf } from "#store/errors.ts";
import {
  forgetForgeActs,
  keepForgeDone,
  nextForgeAct,
  retryForgeAct,
  reviveForgeActs,
  settleForgeAct,
  type TakeForgeActsRow,
  takeForgeActs,
  wishOnForge,
} from "#store/forges.sql.ts";
import { storable } from "#store/storable.ts";
import { deliver } from "./deliver.ts";
import { type Forge, ForgeError } from "./forge.ts";

export interface OutboxOptions {
  pool: pg.Pool;
  /** Id and name of the project. */
  project: { id: number; name: string };
  forge: Forge;
  /** Why nothing may be said to anybody, or null. */
  paused?: () => string | null;
  onMessage: (message: string) => void;
  /** A wish that was refused for so long is given up. */
  giveUpMs?: number;
}

export interface Outbox extends Pick<Loop, "stop"> {
  /** @param key Which object of the project's; the newest wish for it is what it becomes. */
  wish(key: string, desired: Desired): Promise<void>;
}

const giveUpMs = 3 * 86_400_000;
/** Wishes of other servers are noticed so late at most. */
const longestSleepMs = 2_000;
/** Longer than the requests between two notes of what was done. */
const leaseMs = 90_000;
/** Given up longer ago, nobody waits for it any more. */
const reviveMs = 3 * 86_400_000;
/** What was brought is remembered for so long, to be changed and not made anew; given up ones are shown as long. */
const keepMs = 30 * 86_400_000;

export function startOutbox(options: OutboxOptions): Outbox {
  const { pool, project, forge, paused = () => null, onMessage } = options;
  const report = onceAMinute((message) => onMessage(`${forge.name}, ${project.name}: ${message}`));
  /** Until when the forge wants to be left alone; by this process' clock. */
  let restsUntil = 0;

  const attempt = async (row: TakeForgeActsRow): Promise<void> => {
    const { id, key, version, attempts } = row;
    const keep = async (done: Done) => {
      await keepForgeDone(pool, { id, done, leaseMs: String(leaseMs) });
    };
    try {
      await deliver(forge, row.desired as Desired, row.done as Done, keep);
      await settleForgeAct(pool, { id, version, state: "done", fault: null });
    } catch (error) {
      const fault = storable(messageOf(error));
      const nowMs = Date.now();
      const failure =
        error instanceof ForgeError
          ? error.failure
          : { status: null, headers: {}, message: messageOf(error) };
      const retry = retryOf(failure, attempts, nowMs);
      const ageMs = row.now.getTime() - row.created_at.getTime();
      if (retry.giveUp || ageMs > (options.giveUpMs ?? giveUpMs)) {
        await settleForgeAct(pool, { id, version, state: "dead", fault });
        onMessage(
          `${forge.name}, ${project.name}: ${key} is given up after ${attempts} tries: ${fault}`,
        );
        return;
      }
      if (retry.everybody) restsUntil = performance.now() + retry.afterMs;
      report(`${fault}; ${key} is tried again in ${Math.ceil(retry.afterMs / 1000)} s`);
      await retryForgeAct(pool, { id, version, fault, delayMs: String(retry.afterMs) });
    }
  };

  // A server is started anew with another token or key: what was given up is tried once more.
  let revived = false;
  const loop = startLoop(async () => {
    if (paused() !== null) return longestSleepMs;
    const restMs = restsUntil - performance.now();
    if (restMs > 0) return Math.min(restMs, longestSleepMs);
    if (!revived) await reviveForgeActs(pool, { project: project.id, withinMs: String(reviveMs) });
    revived = true;
    const next = await nextForgeAct(pool, { project: project.id });
    if (!next?.at) return longestSleepMs;
    const waitMs = next.at.getTime() - next.now.getTime();
    if (waitMs > 0) return Math.min(waitMs, longestSleepMs);
    // One after the other: GitHub asks for it, and counts what comes at once against us.
    const taken = await takeForgeActs(pool, {
      ...{ project: project.id, leaseMs: String(leaseMs), limit: 1 },
    });
    for (const row of taken) await attempt(row);
    if (taken.length === 0) return 1;
    await forgetForgeActs(pool, { project: project.id, keepMs: String(keepMs) });
    return 0;
  }, report);

  return {
    async wish(key, desired) {
      await wishOnForge(pool, { project: project.id, key, desired });
      loop.wake();
    },
    stop: () => loop.stop(),
  };
}
