// What of the estate is chosen to be looked at, and the graph that shows it.

import type { EstateMapView } from "#api/types.ts";
import { type Estate, fold, groupOf, keyOf, type MapGraph, near } from "#core/map/estate.ts";

/** All of it is in the address. */
export interface MapChoice {
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

export function choose({ pipelines, conditions }: EstateMapView, choice: MapChoice): MapChosen {
  const estate: Estate = { pipelines, conditions: conditions as [number, number][] };
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

function tagsOf(pipelines: EstateMapView["pipelines"]): string[] {
  const counts = new Map<string, number>();
  for (const { tags } of pipelines)
    for (const name of Object.keys(tags)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).map(([name]) => name);
}
