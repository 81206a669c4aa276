// Jobs whose starts can't be compared: those that are refused, and those that wait for one of them, for its sake.

import type { LegacyCondition } from "../legacy/condition.ts";
import type { LegacyEffect } from "../legacy/result.ts";
import type { LegacyEstate, LegacyJob } from "../legacy.ts";

/** By key: the refused job (it may be the same) that keeps it from being compared. */
export function incomparable(estate: LegacyEstate): Map<string, LegacyJob> {
  const because = new Map<string, LegacyJob>();
  const followers = followersOf(estate.jobs);
  const open = estate.jobs.filter(({ refusals }) => refusals.length > 0);
  for (const job of open) because.set(job.key, job);
  for (const key of because.keys())
    for (const follower of followers.get(key) ?? [])
      if (!because.has(follower)) because.set(follower, because.get(key) as LegacyJob);
  return because;
}

/** Keys of those that wait for a job: by its events, by its name, or since it is their group, or in it. */
function followersOf(jobs: readonly LegacyJob[]): Map<string, string[]> {
  const followers = new Map<string, string[]>();
  const waiters = new Map<string, string[]>();
  const add = (of: Map<string, string[]>, key: string, follower: string) =>
    of.getOrInsertComputed(key, () => []).push(follower);
  for (const { key, condition, parent } of jobs) {
    for (const { name, event } of asked(condition)) {
      if (name !== null) add(followers, name, key);
      if (event !== null) add(waiters, event, key);
    }
    if (parent === null) continue;
    add(followers, parent, key);
    add(followers, key, parent);
  }
  for (const { key, result } of jobs)
    for (const effect of [...result.effects, ...result.rules.flatMap(({ effects }) => effects)])
      for (const waiter of waitersOf(effect, waiters)) add(followers, key, waiter);
  return followers;
}

const waitersOf = (effect: LegacyEffect, waiters: ReadonlyMap<string, string[]>): string[] =>
  "event" in effect ? (waiters.get(effect.event) ?? []) : [];

function* asked(
  condition: LegacyCondition | null,
): Generator<{ name: string | null; event: string | null }> {
  if (condition === null) return;
  if ("of" in condition) for (const each of condition.of) yield* asked(each);
  else if (condition.kind === "event") yield { name: null, event: condition.event };
  else if ("job" in condition) yield { name: condition.job.name, event: null };
}
