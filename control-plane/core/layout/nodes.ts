// Which nodes a graph of tasks has: a task, or many that are folded; of a chosen one only those around it.

import { byGroup, type Foldable, ordered, type Part, shrunk, singles } from "./fold.ts";

export interface GraphNode {
  /** Of a task its name, of all instances the declared one, else what the names of those folded begin with. */
  name: string;
  /** By which it is opened. */
  key: string;
  /** How many tasks it stands for. */
  count: number;
  /** Indexes of tasks, the first of them first. */
  members: readonly number[];
  first: number;
  /** The key of the opened one of which it is a part. */
  within: string | null;
  /** Indexes of nodes before it; those that another need implies are left out. */
  needs: readonly number[];
}

/** Of more, those that belong together are one node. */
export const mostUnfolded = 300;
/** However many are opened. */
export const mostDrawn = 1_000;
/** So many are there of each that is opened, where others leave no room for more. */
const leastOpened = 50;

/** @param open Keys of those whose tasks stand by themselves; of very many their parts, which open in turn. */
export function graphNodes(tasks: readonly Foldable[], open: ReadonlySet<string>): GraphNode[] {
  const declared = byGroup(tasks, [...tasks.keys()]);
  let shown = shrunk(tasks, declared, mostUnfolded).map((part): Shown => shownAs(tasks, part, 0));
  for (let depth = 0; depth <= mostDepth; depth++) {
    const next: Shown[] = [];
    let room = mostDrawn - shown.length;
    for (const one of shown) {
      const isOpened = one.depth === depth && one.part.length > 1 && open.has(one.key);
      if (!isOpened || room < leastOpened) {
        next.push(one);
        continue;
      }
      const parts = inner(tasks, one.part, Math.min(mostUnfolded, room));
      room -= parts.length;
      next.push(...parts.map((part) => shownAs(tasks, part, depth + 1, one.key)));
    }
    if (next.length === shown.length) break;
    shown = next;
  }
  return nodesOf(tasks, shown);
}

/** One for each declared task, however many. */
export const declaredNodes = (tasks: readonly Foldable[]): GraphNode[] =>
  nodesOf(
    tasks,
    byGroup(tasks, [...tasks.keys()]).map((part) => shownAs(tasks, part, 0)),
  );

function nodesOf(tasks: readonly Foldable[], shown: readonly Shown[]): GraphNode[] {
  const byPart = new Map(shown.map((one) => [one.part, one]));
  const { parts, needs } = ordered(
    tasks,
    shown.map(({ part }) => part),
  );
  const names = parts.map((part) => nameOf(tasks, part));
  const times = new Map<string, number>();
  for (const name of names) times.set(name, (times.get(name) ?? 0) + 1);
  return parts.map((part, n) => {
    const { key, within } = byPart.get(part) as Shown;
    const [first] = part as [number];
    const name = names[n] as string;
    const isOne = part.length === 1 || times.get(name) === 1;
    return {
      ...{ key, within, first, members: part, count: part.length },
      ...{ name: isOne ? name : fromTo(tasks, part), needs: needs[n] as number[] },
    };
  });
}

const mostDepth = 8;

interface Shown {
  part: Part;
  key: string;
  depth: number;
  within: string | null;
}

/** Declared tasks first, then the instances of one. */
function inner(tasks: readonly Foldable[], part: Part, most: number): Part[] {
  const declared = byGroup(tasks, part);
  return shrunk(tasks, declared.length > 1 ? declared : singles(part), most);
}

function shownAs(
  tasks: readonly Foldable[],
  part: Part,
  depth: number,
  within: string | null = null,
): Shown {
  const name = encodeURIComponent(sharedGroup(tasks, part) ?? tasks[part[0] as number]?.name ?? "");
  return { part, depth, within, key: depth === 0 ? name : `${name}:${depth}` };
}

function sharedGroup(tasks: readonly Foldable[], part: Part): string | null {
  const group = tasks[part[0] as number]?.group ?? null;
  return part.length > 1 && part.every((one) => tasks[one]?.group === group) ? group : null;
}

function nameOf(tasks: readonly Foldable[], part: Part): string {
  const names = part.map((one) => tasks[one]?.name ?? "");
  const [first = ""] = names;
  if (names.length === 1) return first;
  const group = sharedGroup(tasks, part);
  const all = group === null ? 0 : tasks.filter((one) => one.group === group).length;
  if (group !== null && all === part.length) return group;
  let length = first.length;
  for (const name of names) while (!name.startsWith(first.slice(0, length))) length--;
  const begin = first.slice(0, length).replace(/[\p{L}\p{N}]+$/u, "");
  return begin === "" ? fromTo(tasks, part) : `${begin}…`;
}

const fromTo = (tasks: readonly Foldable[], part: Part): string =>
  `${tasks[part[0] as number]?.name} … ${tasks[part.at(-1) as number]?.name}`;

/** Indexes of the nodes within some steps of one, along edges in both directions, at most as many as are drawn well. */
export function around(nodes: readonly GraphNode[], focus: number, steps: number): number[] {
  const near = nodes.map(({ needs }) => [...needs]);
  for (const [node, { needs }] of nodes.entries()) for (const need of needs) near[need]?.push(node);
  const found = new Set([focus]);
  let edge = [focus];
  for (let step = 0; step < steps && found.size < mostUnfolded; step++) {
    const next: number[] = [];
    for (const node of edge)
      for (const other of near[node] ?? [])
        if (!found.has(other) && found.size < mostUnfolded) {
          found.add(other);
          next.push(other);
        }
    edge = next;
  }
  return [...found].sort((a, b) => a - b);
}

/** Only these nodes, with the edges between them. */
export function among(nodes: readonly GraphNode[], kept: readonly number[]): GraphNode[] {
  const place = new Map(kept.map((node, at) => [node, at]));
  return kept.map((node) => {
    const one = nodes[node] as GraphNode;
    return { ...one, needs: one.needs.flatMap((need) => place.get(need) ?? []) };
  });
}
