// Runs that wait for one another: none of them can start or end before another does.

import type { PoolFacts, RunFacts } from "./facts.ts";

/** Each cycle once, as runs in the order in which each waits for the next. */
export function deadlocks(
  project: string,
  runs: readonly RunFacts[],
  pools: readonly PoolFacts[],
): RunFacts[][] {
  const open = runs.filter(({ finishedAt }) => finishedAt === null);
  const edges = new Map(open.map((run) => [run, awaitedBy(project, run, open, pools)]));
  const found: RunFacts[][] = [];
  const done = new Set<RunFacts>();
  for (const start of open) {
    const cycle = done.has(start) ? null : cycleFrom(start, edges, done);
    if (cycle !== null) found.push(cycle);
  }
  return found;
}

/** Depth first; what was left without a cycle is not entered again. */
function cycleFrom(
  start: RunFacts,
  edges: ReadonlyMap<RunFacts, RunFacts[]>,
  done: Set<RunFacts>,
): RunFacts[] | null {
  const path: RunFacts[] = [start];
  const next = [[...(edges.get(start) ?? [])]];
  while (path.length > 0) {
    const run = next.at(-1)?.pop();
    if (run === undefined) {
      done.add(path.pop() as RunFacts);
      next.pop();
      continue;
    }
    const begin = path.indexOf(run);
    if (begin !== -1) {
      for (const one of path) done.add(one);
      return path.slice(begin);
    }
    if (done.has(run)) continue;
    path.push(run);
    next.push([...(edges.get(run) ?? [])]);
  }
  return null;
}

/** Those of `open` that hold what the run waits for, or are what it waits for. */
function awaitedBy(
  project: string,
  run: RunFacts,
  open: readonly RunFacts[],
  pools: readonly PoolFacts[],
): RunFacts[] {
  const wanted = new Set(run.keys);
  const lacking = pools.filter(({ asked }) =>
    asked.some((span) => span.run === run.id && span.until === null),
  );
  const holders = new Set(
    lacking.flatMap(({ had }) => had.filter(({ until }) => until === null).map((one) => one.run)),
  );
  return open.filter((other) => {
    if (other === run) return false;
    if (holders.has(other.id)) return true;
    const names = ["p", "t"].map((grain) => `${grain}:${project}/${other.pipeline}`);
    return names.some((name) => wanted.has(name) || wanted.has(`${name}:${other.date}`));
  });
}
