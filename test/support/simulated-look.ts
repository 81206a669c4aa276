// All that is looked at after each move of a simulation, in one round trip: most of what a move costs is waiting for answers.

import type pg from "pg";
import { invariantsQuery } from "./invariants.ts";
import { type Schedules, type SimulatedSchedules, schedulesValues } from "./simulated-schedules.ts";
import { judgeStarts, type Noted, takeStarts } from "./simulated-starts.ts";

type Look = Schedules & { broken: { rule: number; row: unknown }[]; starts: Noted[] };

/** What does not hold since the last call; empty when all is well. */
export function simulateLook(
  pool: pg.Pool,
  rules: Readonly<Record<string, string>>,
  schedules: SimulatedSchedules,
): () => Promise<string[]> {
  const invariants = invariantsQuery(rules);
  const judged = judgeStarts(pool);
  // Named, so that it is planned once a connection: planning takes longer than looking.
  const look = {
    name: "simulated-look",
    text: `with ${takeStarts.with}
           select (select coalesce(json_agg(b), '[]') from (${invariants.text}) b) as broken,
                  ${takeStarts.value} as starts, ${schedulesValues()}`,
  };
  return async () => {
    const [found] = (await pool.query<Look>(look)).rows as [Look];
    return [
      ...invariants.told(found.broken),
      ...(await judged(found.starts)),
      ...schedules.broken(found),
    ];
  };
}
