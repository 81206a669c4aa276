// The estate as a graph of pipelines, folded into groups and cut to what is near a focus: what a map of it shows.

export interface MapPipeline {
  project: string;
  name: string;
  tags: Readonly<Record<string, readonly string[]>>;
  /** Of its newest run; null: there was none. */
  state: string | null;
  /** Of that run, while it is under way: the nearest that is open. */
  deadline: { at: string; state: string; expectedAt: string | null } | null;
}

export interface Estate {
  pipelines: readonly MapPipeline[];
  /** Places in `pipelines`: the second asks about runs of the first. */
  conditions: readonly (readonly [awaited: number, by: number])[];
}

export interface MapNode {
  /** Of a pipeline `PROJECT/NAME`, of a group its value. */
  key: string;
  /** Places in `pipelines`: one, or those that are folded. */
  members: readonly number[];
  isGroup: boolean;
}

export interface MapGraph {
  nodes: readonly MapNode[];
  /** Places in `nodes`, with how many conditions each stands for. */
  edges: readonly { from: number; to: number; count: number }[];
}

/** As it is shown: a deadline that is threatened or past counts for more than that the run goes on. */
export const standingState = ({ state, deadline }: MapPipeline): string | null =>
  deadline !== null && deadline.state !== "on-track" ? deadline.state : state;

export const keyOf = ({ project, name }: Pick<MapPipeline, "project" | "name">): string =>
  `${project}/${name}`;

/** The project, or the first value of a tag; a pipeline without one is in the group that is empty. */
export const groupOf = (by: "project" | { tag: string }, of: MapPipeline): string =>
  by === "project" ? of.project : (of.tags[by.tag]?.[0] ?? "");

/** @param isShown Whether a pipeline is shown by itself; null: folded, all of them. */
export function fold(
  { pipelines, conditions }: Estate,
  group: (of: MapPipeline) => string,
  isShown: ((at: number) => boolean) | null,
): MapGraph {
  const nodes: { key: string; members: number[]; isGroup: boolean }[] = [];
  const places = new Map<string, number>();
  const nodeOf = pipelines.map((one, at) => {
    const isGroup = !isShown?.(at);
    const key = isGroup ? group(one) : keyOf(one);
    const id = `${isGroup ? "g" : "p"} ${key}`;
    const place = places.get(id) ?? nodes.push({ key, members: [], isGroup }) - 1;
    places.set(id, place);
    nodes[place]?.members.push(at);
    return place;
  });
  return { nodes, edges: edgesBetween(conditions, nodeOf) };
}

function edgesBetween(
  conditions: Estate["conditions"],
  nodeOf: readonly number[],
): MapGraph["edges"] {
  const counts = new Map<string, { from: number; to: number; count: number }>();
  for (const [awaited, by] of conditions) {
    const [from, to] = [nodeOf[awaited], nodeOf[by]];
    if (from === undefined || to === undefined || from === to) continue;
    const edge = counts.get(`${from} ${to}`) ?? { from, to, count: 0 };
    edge.count++;
    counts.set(`${from} ${to}`, edge);
  }
  return [...counts.values()];
}

/** What awaits a pipeline and what it awaits, each with its distance: downstream above 0, upstream below. @param hops at most */
export function near({ conditions }: Estate, focus: number, hops: number): Map<number, number> {
  const found = new Map([[focus, 0]]);
  for (const [side, sign] of [[0, 1] as const, [1, -1] as const]) {
    const next = Map.groupBy(conditions, (pair) => pair[side]);
    let edge = [focus];
    for (let hop = 1; hop <= hops && edge.length > 0; hop++) {
      const reached = edge.flatMap((at) =>
        (next.get(at) ?? []).map((pair) => pair[1 - side] as number),
      );
      edge = [...new Set(reached)].filter((at) => !found.has(at));
      for (const at of edge) found.set(at, sign * hop);
    }
  }
  return found;
}
