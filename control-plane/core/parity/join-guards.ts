// A run that both a log and a guard told of is one run: what the guard saw of its end fills what the log can't tell.

import type { LegacyStart } from "./pair.ts";

/** Both write whole seconds of one clock: cron logs where the guard runs. */
const secondMs = 1_000;
/** Clocks of a scheduler and of the host of its job are so far apart at most. */
const clocksMs = 60_000;
/** So long after its own start a guard starts the command at most: it asks, and may have to tell what it has not yet. */
const askingMs = 60_000;

export type ToldOf = LegacyStart & {
  isGuard: boolean;
  /** Where it ran; null: nobody said it. */
  host: string | null;
  /** Of a log: it is written by the host itself, which the guard names alike. */
  isOwnHost: boolean;
};

/**
 * @param runs Of one job, in any order
 * @returns the same runs without the guards' that are a log's: a guard's command runs within its run in the log, as exactly as the
 *   two clocks tell; of several it is the one of no other date that started nearest and is no other guard's
 */
export function joinGuards<T extends ToldOf>(runs: readonly T[]): T[] {
  const [guards, logs] = [startsOf(runs, true), startsOf(runs, false)];
  const guardOf = new Map<T, T>();
  let first = 0;
  for (const guard of guards) {
    while (first < logs.length && lastStart(logs[first] as T) < (guard.start as number)) first++;
    let nearest: T | null = null;
    for (let n = first; n < logs.length && apart(logs[n] as T, guard) <= clocksMs; n++) {
      const log = logs[n] as T;
      if (guardOf.has(log) || !isWithin(guard, log)) continue;
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

/** How far the clocks of a log and of the guards may be apart. */
const offOf = ({ isOwnHost }: ToldOf): number => (isOwnHost ? secondMs : clocksMs);

/** When a guard of a run may have started its command at the latest. */
const lastStart = (log: ToldOf): number =>
  (log.end ?? (log.start as number) + askingMs) + offOf(log);

function isWithin(guard: ToldOf, log: ToldOf): boolean {
  if (log.date !== null && guard.date !== null && log.date !== guard.date) return false;
  if (log.isOwnHost && log.host !== null && guard.host !== null)
    if (shortName(log.host) !== shortName(guard.host)) return false;
  if (apart(log, guard) > offOf(log) || (guard.start as number) > lastStart(log)) return false;
  return log.end === null || guard.end === null || guard.end <= log.end + offOf(log);
}

/** Logs name hosts without their domain. */
const shortName = (host: string): string => host.split(".", 1)[0]?.toLowerCase() ?? "";

const startsOf = <T extends ToldOf>(runs: readonly T[], isGuard: boolean): T[] =>
  runs
    .filter((run) => run.isGuard === isGuard && run.start !== null)
    .sort((a, b) => apart(a, b) || compare(a.date ?? "", b.date ?? ""));

const apart = (one: ToldOf, other: ToldOf): number =>
  (one.start as number) - (other.start as number);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function filled<T extends ToldOf>(log: T, guard: T): T {
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
