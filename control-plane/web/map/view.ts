// What of the estate is chosen to be looked at, and the graph that shows it.

import type { EstateMapView } from "#api/types.ts";
import { type Estate, fold, groupOf, keyOf, type MapGraph, near } from "#core/map/estate.ts";

/** All of it is in the address. */
export interface MapChoice {
  /** Only its pipelines are looked at; null: all. */
  project: string | null;
  /** `project` or `tag`; `pipeline` folds nothing. */
  by: string;
  /** Name of the tag that groups. */
  tag: string;
  /** Value of the group that is unfolded; null: none. */
  group: string | null;
  /** `PROJECT/NAME`; null: none. */
  focus: string | null;
  /** How far around the focus. */
  hops: number;
}

export interface MapChosen {
  estate: Estate;
  graph: MapGraph;
  /** Of the focus: by place, its distance. */
  distances: ReadonlyMap<number, number>;
  groupName: (at: number) => string;
  /** Names of tags that pipelines have, most used first. */
  tags: readonly string[];
}

export function choose(view: EstateMapView, choice: MapChoice): MapChosen {
  const estate = within(view, choice.focus === null ? choice.project : null);
  const { pipelines } = estate;
  const group = (of: Estate["pipelines"][number]) =>
    groupOf(choice.by === "tag" ? { tag: choice.tag } : "project", of);
  const at = choice.focus === null ? -1 : pipelines.findIndex((one) => keyOf(one) === choice.focus);
  const distances = at < 0 ? new Map<number, number>() : near(estate, at, choice.hops);
  const isShown =
    choice.by === "pipeline" && at < 0
      ? () => true
      : at >= 0
        ? (place: number) => distances.has(place)
        : choice.group !== null
          ? (place: number) =>
              group(pipelines[place] as Estate["pipelines"][number]) === choice.group
          : null;
  return {
    ...{ estate, distances, graph: fold(estate, group, isShown), tags: tagsOf(pipelines) },
    groupName: (place) => group(pipelines[place] as Estate["pipelines"][number]),
  };
}

/** @param project Whose pipelines alone count; null: all. */
function within({ pipelines, conditions }: EstateMapView, project: string | null): Estate {
  const pairs = conditions as [number, number][];
  if (project === null) return { pipelines, conditions: pairs };
  const places = new Map<number, number>();
  for (const [at, one] of pipelines.entries())
    if (one.project === project) places.set(at, places.size);
  return {
    pipelines: pipelines.filter((one) => one.project === project),
    conditions: pairs.flatMap(([awaited, by]) => {
      const [from, to] = [places.get(awaited), places.get(by)];
      return from === undefined || to === undefined ? [] : [[from, to] as const];
    }),
  };
}

/**
 * Whom a text means: the pipeline of that key, else the only one of that name, else the only one that has it. Else those that do.
 */
export function meant({ pipelines }: EstateMapView, text: string): string | readonly string[] {
  const keys = pipelines.map(keyOf);
  if (keys.includes(text)) return text;
  const named = pipelines.flatMap((one) => (one.name === text ? [keyOf(one)] : []));
  if (named.length === 1) return named[0] as string;
  const low = text.toLowerCase();
  const having = named.length > 1 ? named : keys.filter((key) => key.toLowerCase().includes(low));
  return having.length === 1 ? (having[0] as string) : having;
}

function tagsOf(pipelines: Estate["pipelines"]): string[] {
  const counts = new Map<string, number>();
  for (const { tags } of pipelines)
    for (const name of Object.keys(tags)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).map(([name]) => name);
}
