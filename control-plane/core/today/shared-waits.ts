// What runs wait for that others share or somebody decided: a pool, a lock, an event, a blackout, a pause. One cause, however
// many wait.

export const sharedKinds = [
  "pool",
  "lock",
  "rate",
  "event",
  "variable",
  "asset",
  "blackout",
  "hold",
] as const;
export type SharedKind = (typeof sharedKinds)[number];

/** What is waited for, and by how many. */
export interface SharedWait {
  kind: SharedKind;
  /** Of the pool, or what is asked for: `event RATES for 2026-11-20`; of a blackout its id, of a pause its pipeline. */
  name: string;
  /** That declares or awaits it; null: of all projects. */
  project: string | null;
  /** What was found of it, or who decided it and why; null: nothing more. */
  found: string | null;
  /** ISO: since when it is waited for, or in force. */
  since: string;
  /** ISO; null: nobody knows. */
  until: string | null;
  /** Runs that have some of it. */
  by: readonly { project: string; pipeline: string }[];
  /** How many runs wait. */
  count: number;
  /** Ids, the first of them. */
  runs: readonly string[];
}

/** The kind of a fact, by its first word as people are told of it. */
export const kindOfFact = (text: string): SharedKind =>
  (["variable", "asset"] as const).find((kind) => text.startsWith(`${kind} `)) ?? "event";

/** One of several; nothing else is called so. */
export const keyOfShared = ({ kind, project, name }: SharedWait): string =>
  JSON.stringify([kind, project, name]);

/** By run what holds it; of several what holds most. */
export function heldBy<W extends SharedWait>(waits: readonly W[]): Map<string, W> {
  const found = new Map<string, W>();
  for (const one of waits.toSorted((a, b) => b.count - a.count))
    for (const run of one.runs) if (!found.has(run)) found.set(run, one);
  return found;
}
