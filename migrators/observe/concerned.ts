// Which pipelines decide about each other, and up to when all sources that tell of them have told: nothing is decided for later.

import type { Fact } from "#core/conditions/condition.ts";
import type { Pipeline } from "#core/pipeline.ts";
import { legacyNames } from "./expected-starts.ts";
import { factsAsked } from "./facts-asked.ts";

/** Groups of names of pipelines: those of one wait for no fact of those of another. Each pipeline is in one. */
export function groupsOf(pipelines: readonly Pipeline[]): string[][] {
  const parent = new Map<string, string>();
  const find = (key: string): string => {
    let at = key;
    for (let up = parent.get(at); up !== undefined && up !== at; up = parent.get(at)) at = up;
    parent.set(key, at);
    return at;
  };
  for (const pipeline of pipelines)
    for (const key of subjectsOf(pipeline)) parent.set(find(key), find(`p:${pipeline.name}`));
  const groups = Map.groupBy(
    pipelines.map(({ name }) => name),
    (name) => find(`p:${name}`),
  );
  return [...groups.values()].map((names) => [...new Set(names)]);
}

/** What a pipeline asks for, changes, takes or starts. */
function subjectsOf(pipeline: Pipeline): string[] {
  const keys = [`p:${pipeline.name}`, ...factsAsked(pipeline).flatMap(subjectOf)];
  for (const { gates, effects, on, action } of pipeline.tasks) {
    for (const { pool } of gates?.takes ?? []) keys.push(`l:${pool}`);
    if (action.kind === "pipeline") keys.push(`p:${action.pipeline}`);
    for (const effect of [...(effects ?? []), ...(on ?? []).flatMap((rule) => rule.effects)])
      if (effect.kind === "set") keys.push(`v:${effect.variable}`);
      else if (effect.kind !== "update") keys.push(`e:${effect.event}`);
  }
  return keys;
}

function subjectOf(fact: Fact): string[] {
  if (fact.kind === "run") return [`p:${fact.pipeline}`];
  if (fact.kind === "event") return [`e:${fact.name}`];
  return fact.kind === "variable" ? [`v:${fact.name}`] : [];
}

/** Whether anything of it depends on others: else its schedule has said all. */
export const decidesMore = (pipelines: readonly Pipeline[]): boolean =>
  pipelines.length > 1 ||
  pipelines.some(
    ({ tasks, awaits, after, concurrency }) =>
      awaits !== null ||
      after.length > 0 ||
      concurrency.runs !== null ||
      tasks.some(({ needs, gates }) => needs.length > 0 || (gates?.awaits ?? null) !== null),
  );

export interface ToldSource {
  id: number;
  kind: string;
  /** Milliseconds since 1970; null: it has told nothing. */
  watermark: number | null;
  /** It tells no more: nothing waits for it. */
  retired: boolean;
  /** It tells of single jobs alone, each up to a moment of its own. */
  ofJobs: boolean;
}

/**
 * A job is told of by the sources that have; one that none has could be any one's of its scheduler. Null: one of them has told
 * nothing, or there is none that tells on.
 * @param toldBy Ids of sources by the jobs of which they have told.
 * @param untilOf Of a source that tells of single jobs: up to when of this one.
 */
export function toldUntil(
  pipelines: readonly Pipeline[],
  sources: readonly ToldSource[],
  toldBy: ReadonlyMap<string, ReadonlySet<number>>,
  untilOf: (source: number, job: string) => number | null = () => null,
): number | null {
  const asked: (number | null)[] = [];
  for (const pipeline of pipelines)
    for (const { job, system } of legacyNames(pipeline)) {
      const own = toldBy.get(job);
      const of = sources.filter(({ id, kind, ofJobs }) =>
        own ? own.has(id) : kind === system && !ofJobs,
      );
      if (of.length === 0) return null;
      for (const { id, retired, ofJobs, watermark } of of)
        if (!retired) asked.push(ofJobs ? untilOf(id, job) : watermark);
    }
  let until: number | null = null;
  for (const watermark of asked) {
    if (watermark === null) return null;
    until = Math.min(until ?? watermark, watermark);
  }
  return until;
}
