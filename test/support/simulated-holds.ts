// Random holds for the simulation: people hold, put on ice and release pipelines, runs and tasks at any moment.

import type pg from "pg";
import { holdModes } from "#core/run.ts";
import { createDefinitions } from "#engine/definitions.ts";
import type { Claim } from "#engine/held.ts";
import { judgeWaits } from "#engine/judge-waits.ts";
import { heldTasks } from "#store/holds.sql.ts";
import { type Held, hold, release } from "./holding.ts";
import type { SimulatedClock } from "./simulated-clock.ts";
import { judging } from "./simulated-starts.ts";

export interface SimulatedHolds {
  moves: Record<string, [number, () => Promise<unknown>]>;
  /** @throws when one of these, which just started, is held. */
  check(claims: readonly Claim[]): Promise<void>;
  /** Ends every hold, and judges until nothing is left to be looked at. */
  settle(): Promise<void>;
}

export function simulateHolds(
  pool: pg.Pool,
  random: () => number,
  clock: SimulatedClock,
  pipelines: () => number[],
  runs: () => Promise<string[]>,
): SimulatedHolds {
  const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)];
  const read = createDefinitions(pool).pipeline;
  /** Over at once, or after some time. */
  const randomMs = () => (random() < 0.5 ? -1 : random() * 5_400_000);
  const within = judging(pool);
  const judge = () => within((db) => judgeWaits(db, read));
  const subject = async (): Promise<Held> => {
    const task = random() < 0.6 ? `t${Math.floor(random() * 4)}` : undefined;
    const run = random() < 0.5 ? pick(await runs()) : undefined;
    const pipeline = pick(pipelines()) as number;
    return { ...(run ? { run } : { pipeline }), ...(task ? { task } : {}) };
  };
  const held = async (): Promise<Held[]> =>
    (await pool.query("select pipeline_id, run_id, task from trunkline.hold")).rows.map(
      ({ pipeline_id: pipeline, run_id: run, task }) => ({
        ...(pipeline === null ? {} : { pipeline }),
        ...(run === null ? {} : { run }),
        ...(task === null ? {} : { task }),
      }),
    );
  return {
    moves: {
      hold: [
        4,
        async () => {
          const what = await subject();
          const mode = what.task === undefined ? "hold" : (pick(holdModes) ?? "hold");
          const until = random() < 0.3 ? new Date(clock.now() + randomMs()) : null;
          await hold(pool, what, mode, until);
        },
      ],
      release: [
        4,
        async () => {
          const what = pick(await held());
          if (what) await release(pool, what);
        },
      ],
    },
    async check(claims) {
      const rows = await heldTasks(pool, {
        runs: claims.map(({ run }) => run),
        idxs: claims.map(({ idx }) => idx),
      });
      for (const { run_id, idx, mode } of rows)
        if (mode !== "noexec") throw new Error(`${run_id}/${idx} started in spite of its ${mode}`);
    },
    async settle() {
      for (const what of await held()) await release(pool, what);
      while ((await judge()) > 0);
    },
  };
}
