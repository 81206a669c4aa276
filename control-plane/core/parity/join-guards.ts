// A run that both a log and a guard told of is one run: what the guard saw of its end fills what the log can't tell.

import type { LegacyStart } from "./pair.ts";

/** A guard starts the command so much before or after what the log has as its start, at most. */
const apartMs = 60_000;

type Told = LegacyStart & { isGuard: boolean };

/**
 * @param runs Of one job, in any order
 * @returns the same runs without the guards' that are a log's; each is the log's run of no other date that started nearest and is
 *   no other guard's
 */
export function joinGuards<T extends Told>(runs: readonly T[]): T[] {
  const [guards, logs] = [startsOf(runs, true), startsOf(runs, false)];
  const guardOf = new Map<T, T>();
  let first = 0;
  for (const guard of guards) {
    while (first < logs.length && apart(logs[first] as T, guard) < -apartMs) first++;
    let nearest: T | null = null;
    for (let n = first; n < logs.length && apart(logs[n] as T, guard) <= apartMs; n++) {
      const log = logs[n] as T;
      const isOther = log.date !== null && guard.date !== null && log.date !== guard.date;
      if (isOther || guardOf.has(log)) continue;
      if (nearest === null || Math.abs(apart(log, guard)) < Math.abs(apart(nearest, guard)))
        nearest = log;
    }
    if (nearest !== null) guardOf.set(nearest, guard);
  }
  const joined = new Set(guardOf.values());
  return runs.flatMap((run) => {
    const guard = guardOf.get(run);
    return joined.has(run) ? [] : [guard === undefined ? run : filled(run, guard)];
  });
}

const startsOf = <T extends Told>(runs: readonly T[], isGuard: boolean): T[] =>
  runs
    .filter((run) => run.isGuard === isGuard && run.start !== null)
    .sort((a, b) => apart(a, b) || compare(a.date ?? "", b.date ?? ""));

const apart = (one: Told, other: Told): number => (one.start as number) - (other.start as number);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function filled<T extends Told>(log: T, guard: T): T {
  const { end, endKnown, exit, exitKnown, outcome } = guard;
  const names = new Set(log.outputs.map(({ name }) => name));
  return {
    ...log,
    ...(log.endKnown === "value" ? {} : { end, endKnown }),
    ...(log.exitKnown === "value" || exitKnown !== "value" ? {} : { exit, exitKnown }),
    outcome: log.outcome ?? outcome,
    outputs: [...log.outputs, ...guard.outputs.filter(({ name }) => !names.has(name))],
  };
}
