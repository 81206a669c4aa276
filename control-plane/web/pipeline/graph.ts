// The graph of a pipeline's tasks as SVG, laid out on the server: each node leads to its row in the list, arrows follow edges.

import { layered } from "#core/layout/layers.ts";
import { among, around, type GraphNode, graphNodes, mostDrawn } from "#core/layout/nodes.ts";
import type { Pipeline } from "#core/pipeline.ts";
import { queryText } from "../choices.ts";
import { type Html, html } from "../html.ts";

const [width, height, gapX, gapY] = [132, 36, 34, 16];
const [stepX, stepY] = [width + gapX, height + gapY];
const usualSteps = 3;

export interface GraphAsked {
  /** Declared name whose instances stand alone. */
  unfold: string | null;
  /** Name of the node around which is drawn, where there are very many. */
  focus: string | null;
  steps: number | null;
}

export function pipelineGraph(spec: Pipeline, path: string, asked: GraphAsked): Html {
  const all = graphNodes(spec.tasks, new Set(asked.unfold === null ? [] : [asked.unfold]));
  const at = all.findIndex(({ name }) => name === asked.focus);
  const steps = Math.min(20, Math.max(1, asked.steps ?? usualSteps));
  const isPart = all.length > mostDrawn || at >= 0;
  const nodes = isPart ? among(all, around(all, Math.max(0, at), steps)) : all;
  const focus = isPart ? (all[Math.max(0, at)]?.name ?? null) : null;
  return html`<section class="sec" aria-labelledby="graph"><div class="sh"><h2 id="graph">Graph</h2><span class="q">${countsOf(spec, all, nodes, focus, steps)}</span><span class="r">${linksOf(all, path, asked, focus, steps)}</span></div>
<div class="graph" role="region" aria-label="Graph, arrows follow edges" tabindex="0">${picture(nodes, spec, focus)}</div></section>`;
}

function countsOf(
  { tasks }: Pipeline,
  all: readonly GraphNode[],
  shown: readonly GraphNode[],
  focus: string | null,
  steps: number,
): string {
  const whole = `${tasks.length} ${tasks.length === 1 ? "task" : "tasks"}${all.length < tasks.length ? ` in ${all.length} nodes` : ""}`;
  return focus === null
    ? whole
    : `${whole}; ${shown.length} of them within ${steps} ${steps === 1 ? "step" : "steps"} of ${focus}`;
}

function linksOf(
  all: readonly GraphNode[],
  path: string,
  { unfold }: GraphAsked,
  focus: string | null,
  steps: number,
): Html {
  const link = (query: Record<string, string>, word: string) =>
    html` <a href="${path}?${queryText(query)}#graph">${word}</a>`;
  const folded = all.filter(({ count }) => count > 1).slice(0, 3);
  return html`<a href="#tasks">List</a>${folded.map((one) => link({ unfold: one.name }, `Expand ${one.name} ×${one.count}`))}${unfold === null ? null : link({}, "Fold")}${focus === null ? null : html`${link({ focus, steps: String(steps + 1) }, "One step more")}${all.length > mostDrawn ? null : link({}, "All")}`}`;
}

function picture(nodes: readonly GraphNode[], spec: Pipeline, focus: string | null): Html {
  const { nodes: places, edges, layers, rows } = layered(nodes.map(({ needs }) => needs));
  const xOf = (layer: number) => 2 + layer * stepX;
  const yOf = (row: number) => Math.round(4 + row * stepY);
  const next = nodes.map((): number[] => []);
  for (const { from, to } of edges) next[from]?.push(to);
  const paths = edges.map(({ from, to, via }) => {
    const [a, b] = [places[from], places[to]];
    if (!a || !b) return null;
    const stops = [a.row, ...via, b.row].map(yOf);
    const parts = stops.slice(1).map((y, n) => {
      const [x1, x2] = [xOf(a.layer + n) + width, xOf(a.layer + n + 1)];
      const [y1, y2] = [(stops[n] ?? 0) + height / 2, y + height / 2];
      const middle = (x1 + x2) / 2;
      const isLast = n === stops.length - 2;
      return `${n === 0 ? `M${x1} ${y1}` : ""}C${middle} ${y1} ${middle} ${y2} ${isLast ? x2 - 6 : x2} ${y2}${isLast ? "" : `H${x2 + width}`}`;
    });
    const [x, y] = [xOf(b.layer), yOf(b.row) + height / 2];
    const isAfter = spec.tasks[nodes[to]?.first ?? 0]?.phase !== "main";
    return html`<path class="e${isAfter ? " d" : ""}" d="${parts.join("")}"/><path class="ah" d="M${x - 6} ${y - 3}l6 3-6 3z"/>`;
  });
  return html`<svg width="${Math.max(1, layers) * stepX}" height="${Math.ceil(rows * stepY) + 8}" role="group" aria-label="Tasks, from left to right as they follow each other">${paths}${nodes.map(
    (node, n) =>
      nodeOf(node, spec, {
        ...{ x: xOf(places[n]?.layer ?? 0), y: yOf(places[n]?.row ?? 0), n },
        ...{ next: next[n] ?? [], isFocus: node.name === focus },
      }),
  )}</svg>`;
}

interface At {
  x: number;
  y: number;
  n: number;
  next: readonly number[];
  isFocus: boolean;
}

function nodeOf(node: GraphNode, spec: Pipeline, { x, y, n, next, isFocus }: At): Html {
  const task = spec.tasks[node.first];
  const many = node.count > 1 ? ` ×${node.count}` : "";
  const kind = task?.action.kind ?? "";
  const what = task?.phase === "main" ? kind : `${task?.phase}, ${kind}`;
  const shown = cut(node.name, 17 - many.length);
  const isOff = task?.condition !== null || task?.phase !== "main";
  return html`<a id="n${n}" href="#t-${node.first}" class="${isOff ? "off" : ""}${isFocus ? " sel" : ""}" data-next="${next.join(" ")}" data-back="${node.needs.join(" ")}">${shown === node.name ? null : html`<title>${node.name}</title>`}${node.count > 1 ? html`<rect class="nb2" x="${x + 4}" y="${y + 4}" width="${width}" height="${height}" rx="2"/>` : null}<rect class="nb" x="${x}" y="${y}" width="${width}" height="${height}" rx="2"/><text class="nm2" x="${x + 8}" y="${y + 15}">${shown}${many}</text> <text class="nt" x="${x + 8}" y="${y + 29}">${cut(what, 20)}</text></a>`;
}

const cut = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most - 1)}…` : text;
