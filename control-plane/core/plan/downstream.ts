// What lies downstream of a change: pipelines that await it, run after it, run it, or read what it writes, and theirs in turn.

import { factsOf } from "../conditions/condition.ts";
import { assetsOf } from "../lineage.ts";
import type { Pipeline } from "../pipeline.ts";
import type { Change, PlannedPipeline } from "../plan.ts";
import type { Estate } from "./sides.ts";

export interface Follower {
  pipeline: string;
  /** Such as `awaits ingest`, `runs after ingest`, `runs ingest`, `reads warehouse/orders of ingest`. */
  how: string;
  /** 1: it follows the changed one itself. */
  steps: number;
}

export interface Downstream {
  pipeline: string;
  /** The nearest, by name; at most twenty. */
  followers: Follower[];
  /** How many more there are. */
  more: number;
}

export interface Followed {
  /** Pipelines that don't change and lie downstream of something that does. */
  pipelines: number;
  changes: Downstream[];
}

/** Named of one change. */
const mostNamed = 20;
/** Of so many changes the followers are told one by one; of more only counted. */
const mostChanges = 500;

/** @param estate After the plan: who still names a pipeline that is gone, follows it. */
export function downstreamOf(changes: readonly Change[], estate: Estate): Followed {
  const edges = edgesOf([...estate.values()]);
  const changed = changes.map(({ pipeline }) => pipeline);
  const all = walk(changed, edges);
  const own = new Set(changed);
  const told = changes.length > mostChanges ? [] : changed;
  return {
    pipelines: all.filter(({ pipeline }) => !own.has(pipeline)).length,
    changes: told.flatMap((pipeline) => {
      const followers = walk([pipeline], edges);
      if (followers.length === 0) return [];
      const more = Math.max(0, followers.length - mostNamed);
      return { pipeline, followers: followers.slice(0, mostNamed), more };
    }),
  };
}

/** How each pipeline follows others, by those. */
type Edges = ReadonlyMap<string, ReadonlyMap<string, string>>;

function edgesOf(pipelines: readonly PlannedPipeline[]): Edges {
  const edges = new Map<string, Map<string, string>>();
  const add = (of: string, follower: string, how: string) => {
    if (of === follower) return;
    const known = edges.getOrInsertComputed(of, () => new Map());
    // Of several ways always the same one, whatever order pipelines are read in.
    if (how < (known.get(follower) ?? "\uffff")) known.set(follower, how);
  };
  const writers = new Map<string, Set<string>>();
  const readers = new Map<string, Set<string>>();
  for (const { name, pipeline, assets = assetsOf(pipeline) } of pipelines) {
    for (const [of, how] of followedBy(pipeline)) add(of, name, how);
    for (const [asset] of assets.writes)
      writers.getOrInsertComputed(asset, () => new Set()).add(name);
    for (const asset of [...assets.reads, ...awaitedAssets(pipeline)])
      readers.getOrInsertComputed(asset, () => new Set()).add(name);
  }
  for (const [asset, all] of readers)
    for (const of of writers.get(asset) ?? [])
      for (const name of all) add(of, name, `reads ${asset} of ${of}`);
  return edges;
}

/** What a pipeline itself says of others of its project. */
function followedBy({ after, awaits, tasks }: Pipeline): [of: string, how: string][] {
  const found: [string, string][] = [];
  for (const { condition } of after ?? [])
    for (const fact of factsOf(condition))
      if (fact.kind === "run" && fact.project === null)
        found.push([fact.pipeline, `runs after ${fact.pipeline}`]);
  for (const condition of [awaits, ...tasks.map(({ gates }) => gates?.awaits)])
    for (const fact of condition ? factsOf(condition) : [])
      if (fact.kind === "run" && fact.project === null)
        found.push([fact.pipeline, `awaits ${fact.pipeline}`]);
  for (const { action } of tasks)
    if (action.kind === "pipeline") found.push([action.pipeline, `runs ${action.pipeline}`]);
  return found;
}

const awaitedAssets = ({ after, awaits, tasks }: Pipeline): string[] =>
  [
    ...(after ?? []).map(({ condition }) => condition),
    awaits,
    ...tasks.map(({ gates }) => gates?.awaits),
  ]
    .flatMap((condition) => (condition ? factsOf(condition) : []))
    .flatMap((fact) => (fact.kind === "asset" ? fact.name : []));

/** The nearest first, then by name. */
function walk(from: readonly string[], edges: Edges): Follower[] {
  const seen = new Set(from);
  const found: Follower[] = [];
  let row = [...from].sort();
  for (let steps = 1; row.length > 0; steps++) {
    const next: Follower[] = [];
    for (const of of row)
      for (const [pipeline, how] of edges.get(of) ?? [])
        if (!seen.has(pipeline)) {
          seen.add(pipeline);
          next.push({ pipeline, how, steps });
        }
    next.sort((a, b) => (a.pipeline < b.pipeline ? -1 : 1));
    found.push(...next);
    row = next.map(({ pipeline }) => pipeline);
  }
  return found;
}
