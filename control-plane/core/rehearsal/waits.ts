// What a run and its tasks waited for, each wait by itself: facts of conditions, times, pools, the pipeline's own runs, retries.

import type { RehearsedWait } from "#schemas/types.ts";
import type { PoolFacts, RunFacts, WaitFacts } from "./facts.ts";

interface Wait extends Omit<RehearsedWait, "from" | "until"> {
  from: number;
  until: number | null;
}

/** In the order in which they began; what took no time is left out. */
export function waitsOf(run: RunFacts, pools: readonly PoolFacts[]): Wait[] {
  const waits = [
    ...run.waits.flatMap(gatesOf),
    ...queueOf(run),
    ...run.tasks.flatMap((task) =>
      task.retries.map(
        (span): Wait => ({ task: task.name, on: "retry", text: "its retry", ...span }),
      ),
    ),
    ...pools.flatMap((pool) =>
      pool.asked
        .filter((span) => span.run === run.id)
        .map(({ task, units, from, until }): Wait => {
          const text = pool.kind === "units" ? `${units} of ${pool.name}` : pool.name;
          return { task, on: "pool", text, from, until };
        }),
    ),
  ];
  return waits
    .filter(({ from, until }) => until === null || until > from)
    .sort(
      (a, b) => a.from - b.from || compare(a.task ?? "", b.task ?? "") || compare(a.text, b.text),
    );
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** What did not hold when the wait ended, did at its end; pools have their own spans, and nobody waits for a closing time. */
function gatesOf({ task, from, until, gates }: WaitFacts): Wait[] {
  return gates
    .filter(({ kind }) => kind !== "takes" && kind !== "notAfter")
    .map(({ text, holds, since }) => ({
      ...{ task, on: "gate" as const, text, from },
      until: holds ? Math.max(since, from) : until,
    }));
}

/** What is left of the time before a run starts, once its own gates hold. */
function queueOf({ waits, limit, createdAt, startedAt, finishedAt, state }: RunFacts): Wait[] {
  const own = waits.filter(({ task }) => task === null);
  if (limit === null || own.some(({ until }) => until === null)) return [];
  const from = Math.max(createdAt, ...own.map(({ until }) => until ?? 0));
  const until = startedAt ?? finishedAt;
  if (state === "skipped" && startedAt === null) return [];
  const runs = limit === 1 ? "another run" : `others of its ${limit} runs`;
  return [{ task: null, on: "queue", text: `${runs} at a time`, from, until }];
}
