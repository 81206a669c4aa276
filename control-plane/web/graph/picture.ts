// A graph as SVG, laid out on the server: from left to right as its nodes follow each other, each node a link with its full name.

import { layered } from "#core/layout/layers.ts";
import { type Html, html } from "../html.ts";
import type { Shape } from "../state.ts";

export interface DrawnNode {
  name: string;
  /** Second line. */
  detail: string;
  /** For those who hear it, and where the lines are cut. */
  full: string;
  href: string;
  /** How many it stands for. */
  count: number;
  shape: Shape | null;
  /** `bad`, `crit`, `off`, `sel`, `dim`. */
  classes: readonly string[];
  /** Indexes of nodes before it, all smaller. */
  needs: readonly number[];
}

const [width, height, gapX, gapY] = [148, 36, 34, 16];
const [stepX, stepY] = [width + gapX, height + gapY];
/** Letters that fit. */
const [nameLength, detailLength] = [17, 25];

/** @param lineOf Classes of the line from one to the other: `d` dashed, `k` thick. */
export function graphPicture(
  nodes: readonly DrawnNode[],
  label: string,
  lineOf: (from: number, to: number) => string,
): Html {
  const { nodes: places, edges, layers, rows } = layered(nodes.map(({ needs }) => needs));
  const at = places.map(({ layer, row }) => ({ x: 2 + layer * stepX, y: yOf(row), layer }));
  const next = nodes.map((): number[] => []);
  for (const { from, to } of edges) next[from]?.push(to);
  const lines = edges.map(({ from, to, via }) => {
    const [a, b] = [places[from], at[to]];
    if (!a || !b) return null;
    const kind = lineOf(from, to);
    const stops = [at[from]?.y ?? 0, ...via.map(yOf), b.y];
    return html`<path class="e ${kind}" d="${lineThrough(stops, a.layer)}"/><path class="ah ${kind}" d="M${b.x - 6} ${b.y + height / 2 - 3}l6 3-6 3z"/>`;
  });
  // In the order in which they are read, which is also that of the keys up and down.
  const order = [...nodes.keys()].sort(
    (a, b) => (at[a]?.x ?? 0) - (at[b]?.x ?? 0) || (at[a]?.y ?? 0) - (at[b]?.y ?? 0),
  );
  const beside = (n: number | undefined, layer: number) =>
    n !== undefined && at[n]?.layer === layer ? n : "";
  const boxes = order.map((n, place) => {
    const { x, y, layer } = at[n] ?? { x: 0, y: 0, layer: 0 };
    const [up, down] = [beside(order[place - 1], layer), beside(order[place + 1], layer)];
    return boxOf(nodes[n] as DrawnNode, {
      ...{ x, y },
      keys: html`id="n${n}" data-next="${(next[n] ?? []).join(" ")}" data-back="${(nodes[n]?.needs ?? []).join(" ")}" data-up="${up}" data-down="${down}"`,
    });
  });
  const [w, h] = [Math.max(1, layers) * stepX, Math.ceil(rows * stepY) + 8];
  return html`<svg width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" data-width="${w}" data-height="${h}" role="group" aria-label="${label}">${lines}${boxes}</svg>`;
}

const yOf = (row: number): number => Math.round(4 + row * stepY);

/** From column to column at the heights where it passes them. */
function lineThrough(stops: readonly number[], layer: number): string {
  return stops
    .slice(1)
    .map((y, n) => {
      const [x1, x2] = [2 + (layer + n) * stepX + width, 2 + (layer + n + 1) * stepX];
      const [y1, y2] = [(stops[n] ?? 0) + height / 2, y + height / 2];
      const middle = (x1 + x2) / 2;
      const isLast = n === stops.length - 2;
      return `${n === 0 ? `M${x1} ${y1}` : ""}C${middle} ${y1} ${middle} ${y2} ${isLast ? x2 - 6 : x2} ${y2}${isLast ? "" : `H${x2 + width}`}`;
    })
    .join("");
}

function boxOf(
  { name, detail, full, href, count, shape, classes }: DrawnNode,
  { x, y, keys }: { x: number; y: number; keys: Html },
): Html {
  const many = count > 1 ? ` ×${count}` : "";
  const left = shape === null ? x + 8 : x + 25;
  const title = `${cut(name, nameLength - many.length - (shape === null ? 0 : 2))}${many}`;
  const below = cut(detail, detailLength);
  return html`<a ${keys} href="${href}" class="${classes.join(" ")}" aria-label="${spoken(full, `${title} ${below}`)}">${count > 1 ? html`<rect class="nb2" x="${x + 4}" y="${y + 4}" width="${width}" height="${height}" rx="2"/>` : null}<rect class="nb" x="${x}" y="${y}" width="${width}" height="${height}" rx="2"/>${shape === null ? null : html`<use class="i f${shape}" href="#i-${shape}" x="${x + 8}" y="${y + 6}" width="12" height="12"/>`}<text class="nm2" x="${left}" y="${y + 15}">${title}</text> <text class="nt" x="${x + 8}" y="${y + 29}">${below}</text><title>${full}</title></a>`;
}

export const cut = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most - 1)}…` : text;

/** A name in full has in it what is seen: who speaks to the page says that. */
export const spoken = (full: string, seen: string): string =>
  bare(full).includes(bare(seen)) ? full : `${full}; seen as ${seen}`;
const bare = (text: string): string => text.replace(/[^\p{L}\p{N}×]+/gu, " ");

/** Buttons that the script shows. */
export const zoomButtons = html`<span class="zoom" hidden><button class="b" type="button" data-zoom="out" aria-label="Zoom out">−</button><button class="b" type="button" data-zoom="in" aria-label="Zoom in">+</button><button class="b" type="button" data-zoom="fit">Fit</button></span>`;
