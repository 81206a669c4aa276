// Compares what tasks did with what the database says: lost, doubled, overlapping. Pure.

import { type Detection, detection } from "./chaos-detection.ts";
import type { ChaosAttempt, ChaosEffect, ChaosFacts, ChaosRun } from "./chaos-facts.ts";
import { miscounted, overused } from "./chaos-shares.ts";

export interface ChaosVerdict {
  /** A sentence each; empty when nothing was lost. */
  lost: string[];
  doubled: string[];
  overlapping: string[];
  /** More of a pool was in use than there is. */
  overused: string[];
  /** Runs that ended without success because a task lost its worker five times, as documented. */
  gaveUp: number;
  /** Attempts that did all their work, and whose result was lost with their worker: at least once. */
  repeated: number;
  /** Attempts whose process outside the group still wrote when the next attempt had begun. */
  outlived: number;
  detection: Detection;
}

export function chaosVerdict(facts: ChaosFacts): ChaosVerdict {
  const gaveUp = runsThatGaveUp(facts);
  const counts = miscounted(facts);
  return {
    lost: [
      ...lostDueTimes(facts),
      ...lostEffects(facts),
      ...forgotten(facts),
      ...lostRequests(facts),
      ...lostFollowers(facts),
      ...counts.fewer,
      ...unsuccessful(facts, gaveUp),
    ],
    doubled: [
      ...doubledStarts(facts.effects),
      ...doubledRuns(facts.runs),
      ...doubledKeys(facts),
      ...counts.more,
    ],
    overlapping: overlapping(facts.effects),
    overused: overused(facts),
    gaveUp: gaveUp.size,
    repeated: repeated(facts),
    outlived: outlived(facts.effects),
    detection: detection(facts),
  };
}

const taskOf = ({ run, task }: { run: string; task: string }): string => `${run}/${task}`;
const attemptOf = (of: { run: string; task: string; attempt: number }): string =>
  `${taskOf(of)}#${of.attempt}`;
const instant = (ms: number): string => new Date(ms).toISOString();

function lostDueTimes({ schedules, runs }: ChaosFacts): string[] {
  const there = new Set(runs.map(({ pipeline, due }) => `${pipeline} ${due}`));
  return schedules.flatMap(({ pipeline, everyMs, from, until }) => {
    const lost: string[] = [];
    for (let due = (Math.floor(from / everyMs) + 1) * everyMs; due <= until; due += everyMs)
      if (!there.has(`${pipeline} ${due}`)) lost.push(`${pipeline} has no row for ${instant(due)}`);
    return lost;
  });
}

/** What is recorded as done must have been done. */
function lostEffects({ effects, attempts }: ChaosFacts): string[] {
  const ended = new Set(effects.filter(({ what }) => what === "end").map(attemptOf));
  return attempts
    .filter((of) => of.state === "succeeded" && of.worker !== 0 && !ended.has(attemptOf(of)))
    .map((of) => `${attemptOf(of)} succeeded, but its last line is not there`);
}

/** What was done must be on record, or a commit that was acknowledged is gone. */
function forgotten({ effects, attempts }: ChaosFacts): string[] {
  const known = new Set(attempts.map(attemptOf));
  const starts = effects.filter(({ what }) => what === "start");
  return starts
    .filter((effect) => !known.has(attemptOf(effect)))
    .map((effect) => `${attemptOf(effect)} ran, but the database does not know it`);
}

function lostRequests({ requests, runs }: ChaosFacts): string[] {
  const known = new Set(runs.map(({ id }) => id));
  return requests
    .filter(({ run }) => !known.has(run))
    .map(({ key, run }) => `run ${run} was promised to ${key} and is not there`);
}

function lostFollowers({ followers, runs }: ChaosFacts): string[] {
  return followers.flatMap(({ pipeline, follows }) => {
    const slots = runs.filter((run) => run.pipeline === pipeline).map(({ slot }) => slot);
    return runs
      .filter((run) => run.pipeline === follows && run.state === "succeeded")
      .filter(({ id }) => !slots.some((slot) => slot.endsWith(`:${id}`)))
      .map(({ id }) => `nothing of ${pipeline} followed run ${id} of ${follows}`);
  });
}

/** With the runs that waited for them. */
function runsThatGaveUp({ attempts, runs }: ChaosFacts): Set<string> {
  const given = attempts.filter((of) => of.newest && of.state === "failed" && of.ending === "lost");
  const found = new Set(given.map(({ run }) => run));
  for (const { id, parent } of runs) if (parent !== null && found.has(id)) found.add(parent.run);
  return found;
}

/** Every task succeeds in the end: whatever else became of a run is chaos' doing. */
function unsuccessful({ runs, attempts }: ChaosFacts, gaveUp: ReadonlySet<string>): string[] {
  const whyOf = (run: string) =>
    attempts
      .filter((of) => of.run === run && of.newest && of.state === "failed")
      .map(({ task, attempt, message }) => `; ${task}#${attempt} failed: ${message}`);
  return runs
    .filter(({ id, state }) => state !== "succeeded" && !gaveUp.has(id))
    .filter(({ state, reason }) => state !== "skipped" || reason === null)
    .map((run) => `run ${run.id} of ${run.pipeline} is ${run.state}${whyOf(run.id).join("")}`);
}

function repeats<T>(list: readonly T[], keyOf: (item: T) => string): string[] {
  const groups = Map.groupBy(list, keyOf);
  return [...groups].filter(([, of]) => of.length > 1).map(([key]) => key);
}

const doubledStarts = (effects: readonly ChaosEffect[]): string[] =>
  repeats(
    effects.filter(({ what }) => what === "start"),
    attemptOf,
  ).map((key) => `${key} started twice`);

function doubledRuns(runs: readonly ChaosRun[]): string[] {
  const slots = repeats(runs, (run) => `${run.pipeline} ${run.slot} generation ${run.generation}`);
  const scheduled = runs.filter(
    ({ slot, generation }) => slot.startsWith("t:") && generation === 1,
  );
  const dues = repeats(scheduled, (run) => `${run.pipeline} ${instant(run.due)}`);
  return [...slots, ...dues].map((key) => `${key} has two runs`);
}

/** One key, asked twice because an answer was lost, is one run. */
function doubledKeys({ requests }: ChaosFacts): string[] {
  const runs = Map.groupBy(requests, ({ key }) => key);
  return [...runs]
    .filter(([, of]) => new Set(of.map(({ run }) => run)).size > 1)
    .map(([key]) => `${key} got two runs`);
}

/** By the order of lines: an attempt wrote after a later one of its task had begun. */
function overlapping(effects: readonly ChaosEffect[]): string[] {
  const newest = new Map<string, number>();
  const found = new Set<string>();
  for (const effect of effects) {
    if (effect.what === "left") continue;
    const before = newest.get(taskOf(effect)) ?? 0;
    if (effect.attempt < before) found.add(`${attemptOf(effect)} went on beside #${before}`);
    newest.set(taskOf(effect), Math.max(before, effect.attempt));
  }
  return [...found];
}

function outlived(effects: readonly ChaosEffect[]): number {
  const newest = new Map<string, number>();
  const found = new Set<string>();
  for (const effect of effects) {
    const before = newest.get(taskOf(effect)) ?? 0;
    if (effect.what === "left" && effect.attempt < before) found.add(attemptOf(effect));
    if (effect.what === "start") newest.set(taskOf(effect), Math.max(before, effect.attempt));
  }
  return found.size;
}

function repeated({ effects, attempts }: ChaosFacts): number {
  const lost = new Set(
    attempts.filter((of: ChaosAttempt) => !of.newest && of.ending === "lost").map(attemptOf),
  );
  return effects.filter((effect) => effect.what === "end" && lost.has(attemptOf(effect))).length;
}
