// Repeating tasks under random moves: iterations end at any moment, and replies are lost.

import type pg from "pg";
import type { Repeat } from "#core/pipeline.ts";
import type { Claim } from "#engine/held.ts";
import { repeatTask } from "#store/tasks.sql.ts";
import { repeat } from "./repeating.ts";
import type { SimulatedClock } from "./simulated-clock.ts";

/** Of every fourth task. */
export const randomRepeat = (random: () => number): { repeat?: Repeat } =>
  random() < 0.25 ? { repeat: repeat({ max: 9 }) } : {};

export interface SimulatedRepeats {
  moves: Record<string, [number, () => Promise<unknown>]>;
}

const anHour = 3_600_000;

/** `pick` answers an attempt that some worker runs, and what makes that worker forget it. */
export function simulateRepeats(
  pool: pg.Pool,
  random: () => number,
  clock: SimulatedClock,
  pick: () => { claim: Claim; drop: () => void } | undefined,
): SimulatedRepeats {
  const repeats = async ({ run, idx }: Claim): Promise<boolean> =>
    (
      await pool.query({
        name: "simulated-repeats",
        text: `select v.spec::json #> array['tasks', $2::text, 'repeat'] is not null as repeats
                 from trunkline.run r join trunkline.pipeline_revision v on v.id = r.pipeline_revision_id where r.id = $1`,
        values: [run, idx],
      })
    ).rows[0].repeats;
  const iterate = async (replyLost: boolean) => {
    const held = pick();
    if (!held || !(await repeats(held.claim))) return;
    const plan = {
      ...held.claim,
      state: random() < 0.8 ? ("succeeded" as const) : ("failed" as const),
      detail: { ending: "exited", exitCode: 0 },
      due: new Date(random() < 0.7 ? 0 : clock.now() + anHour),
    };
    const planned = async () => (await repeatTask(pool, plan))?.planned === true;
    if (!(await planned())) return;
    held.drop();
    // Sent again, as the worker must: the fence makes it harmless.
    if (replyLost && (await planned())) throw new Error("an iteration was planned twice");
  };
  return {
    moves: {
      iterate: [10, () => iterate(false)],
      "iterate, reply lost": [3, () => iterate(true)],
    },
  };
}
