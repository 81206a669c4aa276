// Where the nodes of a graph are drawn: in layers from left to right by what they need, with few crossings. Linear in nodes and
// edges but for sorting layers, so that 5,000 tasks take a fraction of a second.

export interface Placed {
  /** Layer, from 0. */
  layer: number;
  /** Place within the picture, in rows from the top; neighbours in a layer are at least 1 apart. */
  row: number;
}

export interface Routed {
  from: number;
  to: number;
  /** Rows at which it passes the layers in between, in order. */
  via: readonly number[];
}

export interface Layout {
  nodes: readonly Placed[];
  edges: readonly Routed[];
  layers: number;
  rows: number;
}

/** Sweeps over the layers: more change little. */
const sweeps = 4;
/** Beyond it edges go straight across the layers between: each place in between is a node to be placed. */
const mostBetween = 10_000;

/** @param needs For each node the nodes it needs, all of smaller index. */
export function layered(needs: readonly (readonly number[])[]): Layout {
  const layer = layersOf(needs);
  const graph = withBetween(needs, layer);
  const layers = orderedLayers(graph);
  const rows = rowsOf(layers, graph);
  return {
    nodes: needs.map((_, node) => ({ layer: layer[node] as number, row: rows[node] ?? 0 })),
    edges: graph.routes.map(({ from, to, between }) => ({
      ...{ from, to, via: between.map((node) => rows[node] ?? 0) },
    })),
    layers: layers.length,
    rows: rows.reduce((most, row) => Math.max(most, row), 0) + 1,
  };
}

function layersOf(needs: readonly (readonly number[])[]): number[] {
  const layer: number[] = [];
  for (const list of needs)
    layer.push(list.reduce((most, need) => Math.max(most, (layer[need] ?? 0) + 1), 0));
  return layer;
}

interface Graph {
  layer: number[];
  before: number[][];
  after: number[][];
  routes: { from: number; to: number; between: number[] }[];
}

/** With a node in each layer that a long edge passes. */
function withBetween(needs: readonly (readonly number[])[], own: readonly number[]): Graph {
  const layer = [...own];
  const [before, after]: [number[][], number[][]] = [own.map(() => []), own.map(() => [])];
  const routes: Graph["routes"] = [];
  const join = (from: number, to: number) => {
    after[from]?.push(to);
    before[to]?.push(from);
  };
  for (const [to, list] of needs.entries())
    for (const from of list) {
      const between: number[] = [];
      const [start, end] = [own[from] as number, own[to] as number];
      const fits = layer.length - own.length + end - start <= mostBetween;
      for (let at = start + 1; fits && at < end; at++) {
        between.push(layer.length);
        layer.push(at);
        before.push([]);
        after.push([]);
      }
      const path = [from, ...between, to];
      for (let n = 1; n < path.length; n++) join(path[n - 1] as number, path[n] as number);
      routes.push({ from, to, between });
    }
  return { layer, before, after, routes };
}

/** Nodes of each layer from top to bottom: each by the middle of its neighbours, to and fro. */
function orderedLayers({ layer, before, after }: Graph): number[][] {
  const layers: number[][] = [];
  for (const [node, at] of layer.entries()) {
    layers[at] ??= [];
    (layers[at] as number[]).push(node);
  }
  const place = new Float64Array(layer.length);
  const middle = new Float64Array(layer.length);
  const settle = (nodes: readonly number[]) => {
    for (const [at, node] of nodes.entries()) place[node] = at;
  };
  for (const nodes of layers) settle(nodes);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const isBack = sweep % 2 === 1;
    for (const nodes of isBack ? layers.toReversed() : layers) {
      for (const node of nodes) {
        const around = (isBack ? after : before)[node] as number[];
        let sum = 0;
        for (const one of around) sum += place[one] as number;
        middle[node] = around.length === 0 ? (place[node] as number) : sum / around.length;
      }
      nodes.sort((a, b) => (middle[a] as number) - (middle[b] as number));
      settle(nodes);
    }
  }
  return layers;
}

/** Each as near to the middle of its neighbours as those of its layer leave room. */
function rowsOf(
  layers: readonly (readonly number[])[],
  { layer, before, after }: Graph,
): Float64Array {
  const rows = new Float64Array(layer.length);
  for (const nodes of layers) for (const [at, node] of nodes.entries()) rows[node] = at;
  for (const [order, around] of [
    [layers, before],
    [layers.toReversed(), after],
    [layers, before],
  ] as const)
    for (const nodes of order) {
      const wanted = nodes.map((node) => {
        const near = around[node] as number[];
        const sum = near.reduce((total, one) => total + (rows[one] as number), 0);
        return near.length === 0 ? (rows[node] as number) : sum / near.length;
      });
      for (const [at, row] of apart(wanted).entries()) rows[nodes[at] as number] = row;
    }
  const least = rows.reduce((low, row) => Math.min(low, row), 0);
  return rows.map((row) => row - least);
}

/** The nearest rows to those wanted, in order and at least 1 apart: those that would overlap move together. */
export function apart(wanted: readonly number[]): number[] {
  const blocks: { sum: number; count: number }[] = [];
  for (const [at, row] of wanted.entries()) {
    blocks.push({ sum: row - at, count: 1 });
    for (;;) {
      const [above, below] = [blocks.at(-2), blocks.at(-1)];
      if (!above || !below || above.sum / above.count <= below.sum / below.count) break;
      blocks.pop();
      above.sum += below.sum;
      above.count += below.count;
    }
  }
  return blocks
    .flatMap(({ sum, count }) => Array(count).fill(sum / count))
    .map((row, at) => row + at);
}
