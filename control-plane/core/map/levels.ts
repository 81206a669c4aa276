// Where nodes of a map lie: each right of what it awaits, those that nothing binds in a block of their own below.

import type { MapGraph } from "./estate.ts";

export interface Placed {
  /** By node, in pixels: the upper left corner. */
  at: readonly { x: number; y: number }[];
  width: number;
  height: number;
}

export interface Sizes {
  width: number;
  height: number;
  gapX: number;
  gapY: number;
  /** A column has so many at most; what is more goes beside it. */
  rows: number;
  /** Columns of the block of what nothing binds. */
  across: number;
}

/** The longest way from a node that awaits nothing. In a cycle, which conditions of different days may make, it ends somewhere. */
export function levelsOf(count: number, edges: readonly { from: number; to: number }[]): number[] {
  const levels = new Array<number>(count).fill(0);
  const open = new Array<number>(count).fill(0);
  for (const { to } of edges) open[to] = (open[to] ?? 0) + 1;
  const next = Map.groupBy(edges, ({ from }) => from);
  const isDone = new Array<boolean>(count).fill(false);
  const ready = open.flatMap((n, at) => (n === 0 ? [at] : []));
  let rest = 0;
  for (let done = 0; done < count; done++) {
    let at = ready.shift();
    while (at === undefined || isDone[at]) {
      // All that is left waits for something in its own circle: the first of it goes on.
      if (at === undefined) {
        while (isDone[rest]) rest++;
        at = rest;
      } else at = ready.shift();
    }
    isDone[at] = true;
    for (const { to } of next.get(at) ?? []) {
      if (isDone[to]) continue;
      levels[to] = Math.max(levels[to] ?? 0, (levels[at] ?? 0) + 1);
      open[to] = (open[to] ?? 1) - 1;
      if (open[to] === 0) ready.push(to);
    }
  }
  return levels;
}

export function place({ nodes, edges }: MapGraph, sizes: Sizes): Placed {
  const { width, height, gapX, gapY, rows, across } = sizes;
  const levels = levelsOf(nodes.length, edges);
  const bound = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const byLevel = Map.groupBy(
    [...bound].sort((a, b) => a - b),
    (at) => levels[at] ?? 0,
  );
  const columns = [...byLevel]
    .sort(([a], [b]) => a - b)
    .flatMap(([, own]) =>
      Array.from({ length: Math.ceil(own.length / rows) }, (_, n) =>
        own.slice(n * rows, (n + 1) * rows),
      ),
    );
  const at = nodes.map(() => ({ x: 0, y: 0 }));
  for (const [n, column] of ordered(columns, edges).entries())
    for (const [row, node] of column.entries())
      at[node] = { x: n * (width + gapX), y: row * (height + gapY) };
  const top = Math.max(0, ...columns.map(({ length }) => length)) * (height + gapY);
  const loose = nodes.flatMap((_, node) => (bound.has(node) ? [] : [node]));
  const wide = Math.max(across, columns.length);
  for (const [n, node] of loose.entries())
    at[node] = {
      x: (n % wide) * (width + gapX),
      y: top + (top > 0 ? height : 0) + Math.floor(n / wide) * (height + gapY),
    };
  return {
    at,
    width: Math.max(0, ...at.map(({ x }) => x)) + width,
    height: Math.max(0, ...at.map(({ y }) => y)) + height,
  };
}

/** Each column in the order of the middle of what its nodes await: fewer lines cross. */
function ordered(columns: readonly number[][], edges: MapGraph["edges"]): number[][] {
  const before = Map.groupBy(edges, ({ to }) => to);
  const rowOf = new Map<number, number>();
  return columns.map((column) => {
    const weight = new Map(
      column.map((node, n) => {
        const rows = (before.get(node) ?? []).flatMap(({ from }) => rowOf.get(from) ?? []);
        return [
          node,
          rows.length === 0 ? n : rows.reduce((sum, row) => sum + row, 0) / rows.length,
        ];
      }),
    );
    const sorted = [...column].sort((a, b) => (weight.get(a) ?? 0) - (weight.get(b) ?? 0) || a - b);
    for (const [row, node] of sorted.entries()) rowOf.set(node, row);
    return sorted;
  });
}
