// Jobs of dates under way that run there now: the rest of such a date counts from their end, so nobody can go on with it before.

import type { GoingLive } from "#core/waves/going-live.ts";
import { legacyNames } from "#migrators/observe/expected-starts.ts";
import type { Db } from "#store/connect.ts";
import { standingThere } from "./legacy-there.ts";

/** Clauses, by pipeline and task of the job; of pipelines with a guard, whose dates stay where they were begun, none. */
export async function openCycles(
  db: Db,
  project: number,
  pipelines: readonly GoingLive[],
  now: Date,
): Promise<Map<string, Map<string, string>>> {
  const cyclic = pipelines.filter(
    ({ before, after }) =>
      before !== null && after.wave?.guard === undefined && after.tasks.some((one) => one.repeat),
  );
  if (cyclic.length === 0) return new Map();
  const members = cyclic.map(({ after }) => ({ pipeline: after, names: legacyNames(after) }));
  const there = await standingThere(db, project, members, now.getTime());
  return new Map(
    cyclic.map(({ pipeline }, n) => {
      const { cycles = [], open = [], newest } = there[n] ?? {};
      const isUnderWay = cycles.some(({ next }) => "at" in next);
      const its = (members[n]?.names ?? []).filter(({ job }) => isUnderWay && open.includes(job));
      return [
        pipeline,
        new Map(
          its.map(({ task, job }) => {
            const began = newest?.get(job)?.started_at.toISOString();
            const text = `what began there at ${began} hasn't ended, as far as it was told, and the rest of its date goes on from that end`;
            return [task, text] as const;
          }),
        ),
      ] as const;
    }),
  );
}
