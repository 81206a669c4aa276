// Which nodes a pipeline's graph has: a task, or all instances of a declared one; of very many only those around a focus.

import type { Task } from "../pipeline.ts";

export interface GraphNode {
  /** The declared name; of an instance that stands alone, its own. */
  name: string;
  /** How many tasks it stands for. */
  count: number;
  /** Index of the first of them. */
  first: number;
  /** Indexes of nodes; those that another need implies are left out. */
  needs: number[];
}

/** Up to here each instance may stand alone, where that is asked for. */
export const mostUnfolded = 300;
/** Up to here all nodes are drawn. */
export const mostDrawn = 1_000;

/** @param unfolded Declared names whose instances stand alone; only while all nodes are few enough. */
export function graphNodes(tasks: readonly Task[], unfolded: ReadonlySet<string>): GraphNode[] {
  const made = nodesOf(tasks, ({ name, group }) => (unfolded.has(group) ? name : group));
  return made.length <= mostUnfolded || unfolded.size === 0
    ? made
    : nodesOf(tasks, ({ group }) => group);
}

function nodesOf(tasks: readonly Task[], nameOf: (task: Task) => string): GraphNode[] {
  const nodes: GraphNode[] = [];
  const byName = new Map<string, number>();
  const nodeOf = tasks.map((task, index) => {
    const name = nameOf(task);
    const known = byName.get(name);
    if (known !== undefined) {
      (nodes[known] as GraphNode).count++;
      return known;
    }
    byName.set(name, nodes.length);
    nodes.push({ name, count: 1, first: index, needs: [] });
    return nodes.length - 1;
  });
  const needs = nodes.map(() => new Set<number>());
  for (const [index, task] of tasks.entries()) {
    const node = nodeOf[index] as number;
    // A later instance may need what comes after the first: such an edge would lead back.
    for (const need of task.needs) {
      const from = nodeOf[need] as number;
      if (from < node) needs[node]?.add(from);
    }
  }
  for (const [node, from] of needs.entries())
    (nodes[node] as GraphNode).needs = direct(from, needs);
  return nodes;
}

/** Without what one of the others needs itself: a `finally` needs all tasks, and is drawn behind the last. */
function direct(from: ReadonlySet<number>, needs: readonly ReadonlySet<number>[]): number[] {
  const implied = new Set<number>();
  for (const one of from) for (const need of needs[one] ?? []) implied.add(need);
  return [...from].filter((one) => !implied.has(one)).sort((a, b) => a - b);
}

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
