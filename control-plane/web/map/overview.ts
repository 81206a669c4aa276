// Very many boxes as one picture: blocks of ground in the colours of states, and beside them, as data, what each box is. The script
// draws names and links of those that are in sight, so that a browser holds some hundred elements whatever the estate's size.

import type { Placed, Sizes } from "#core/map/levels.ts";
import { type Html, html } from "../html.ts";
import type { Standing } from "../standing.ts";

export interface OverviewNode {
  /** `PROJECT/NAME`, or of a group its value. */
  key: string;
  isGroup: boolean;
  standing: Standing;
}

export interface Where {
  at: Placed["at"];
  sizes: Sizes;
  /** The map's address, to which a box adds its name. */
  base: string;
}

/** Boxes of one path: of a larger one a browser would have to paint all for each of its tiles. */
const ofPath = 60;
/** Of more lines nobody sees one: then a box shows its own while it is pointed at or has the focus. */
const mostLines = 1_500;
export function overviewOf(
  nodes: readonly OverviewNode[],
  edges: readonly { from: number; to: number }[],
  { at, sizes: { width, height }, base }: Where,
): Html {
  const xOf = (node: number) => at[node]?.x ?? 0;
  const yOf = (node: number) => at[node]?.y ?? 0;
  const blocks = Map.groupBy(
    at.keys(),
    (node) =>
      `${nodes[node]?.standing.worst} ${Math.floor(xOf(node) / (width * 4))} ${Math.floor(yOf(node) / (height * 20))}`,
  );
  const paths = [...blocks].flatMap(([key, nodes]) =>
    chunked(nodes, ofPath).map((some) => {
      const d = some.map((node) => `M${xOf(node)} ${yOf(node)}h${width}v${height}h-${width}z`);
      return html`<path class="far far-${key.slice(0, key.indexOf(" "))}" d="${d.join("")}"/>`;
    }),
  );
  const lines = chunked(edges, ofPath).map((some) => {
    const d = some.map(
      ({ from, to }) =>
        `M${xOf(from) + width} ${yOf(from) + height / 2}L${xOf(to)} ${yOf(to) + height / 2}`,
    );
    return html`<path class="e" d="${d.join("")}"/>`;
  });
  const lookOf = ({ isGroup, standing: { worst, text } }: OverviewNode) =>
    `${worst}\t${isGroup ? "group" : "focus"}\t${text}`;
  const looks = new Map<string, number>();
  const rows = nodes.map((node, n) => {
    const look = lookOf(node);
    const place = looks.get(look) ?? looks.size;
    looks.set(look, place);
    return `${xOf(n)} ${yOf(n)} ${place} ${node.key}`;
  });
  const pairs = edges.map(({ from, to }) => `${from} ${to}`);
  return html`${edges.length > mostLines ? null : lines}${paths}<g id="map-near" data-keep></g><path id="map-lines" class="e k" d=""/><desc id="map-data" data-base="${base}" data-width="${width}" data-height="${height}" data-looks="${[...looks.keys()].join("\n")}" data-boxes="${rows.join("\n")}" data-edges="${pairs.join("\n")}"></desc>`;
}

const chunked = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, n) =>
    all.slice(n * size, (n + 1) * size),
  );
