// The map as SVG: boxes that are links, and lines that run from what is awaited to who waits.

import {
  keyOf,
  type MapGraph,
  type MapNode,
  type MapPipeline,
  standingState,
} from "#core/map/estate.ts";
import { type Placed, place, type Sizes } from "#core/map/levels.ts";
import { spoken } from "../graph/picture.ts";
import { type Html, html } from "../html.ts";
import { addressOf } from "../paging.ts";
import { standingOf } from "../standing.ts";
import { marginOf } from "./downstream.ts";
import { overviewOf } from "./overview.ts";
import type { MapChoice, MapChosen } from "./view.ts";

const box = { width: 176, height: 44, gapX: 56, gapY: 18, rows: 40, across: 6 };
/** Of more than these each is one line high: there is nothing to read in a box of two from so far. */
const many = 400;
const low = { ...box, height: 22, gapX: 40, gapY: 8, rows: 100, across: 24 };
const margin = 8;
const longest = 20;

export const addressOfChoice = ({ project, by, tag, group, focus, hops }: MapChoice): string =>
  addressOf("/map", {
    project: focus === null ? (project ?? undefined) : undefined,
    ...{ by, tag: by === "tag" ? tag : undefined, group: group ?? undefined },
    ...{
      focus: focus ?? undefined,
      hops: focus === null ? undefined : hops > 99 ? "all" : `${hops}`,
    },
  });

export function pictureOf(chosen: MapChosen, choice: MapChoice): Html {
  const { graph } = chosen;
  const sizes = graph.nodes.length > many ? low : box;
  const { at, width, height } = place(graph, sizes);
  const [w, h] = [width + 2 * margin, height + 2 * margin];
  return html`<div class="graph map" id="map" tabindex="0" role="group" aria-label="Map: ${graph.nodes.length} boxes, ${graph.edges.length} lines; the same is in the lists below"><svg id="map-svg" width="${w}" height="${h}" viewBox="${-margin} ${-margin} ${w} ${h}" data-width="${w}" data-height="${h}">
<defs><marker id="to" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="ah" d="M0 0L8 4L0 8z"/></marker></defs>
${
  graph.nodes.length > many
    ? overviewOf(
        graph.nodes.map((node) => overviewNode(node, chosen)),
        graph.edges,
        {
          ...{ at, sizes },
          base: addressOfChoice({ ...pipelinesFrom(choice), group: null, focus: null }),
        },
      )
    : html`${linesOf(graph, at, sizes).map((d) => html`<path class="e" d="${d}" marker-end="url(#to)"/>`)}${boxes(chosen, choice, at, sizes)}`
}
</svg></div>`;
}

const linesOf = ({ edges }: MapGraph, at: Placed["at"], sizes: Sizes): string[] =>
  edges.map(({ from, to }) => {
    const [a, b] = [at[from] ?? { x: 0, y: 0 }, at[to] ?? { x: 0, y: 0 }];
    const [x, y] = [a.x + sizes.width, a.y + sizes.height / 2];
    const [u, v] = [b.x - 4, b.y + sizes.height / 2];
    const bend = x < u ? Math.round((x + u) / 2) : x + 16;
    return `M${x} ${y}C${bend} ${y} ${bend} ${v} ${u} ${v}`;
  });

/** Who comes to a pipeline from the picture of all goes on by project. */
const pipelinesFrom = (choice: MapChoice): MapChoice => ({
  ...choice,
  by: choice.by === "pipeline" ? "project" : choice.by,
});

const overviewNode = ({ key, members, isGroup }: MapNode, { estate }: MapChosen) => ({
  ...{ key, isGroup },
  standing: standingOf(members.map((one) => standingState(estate.pipelines[one] as MapPipeline))),
});

/** In the order of their columns, with what the keys lead to. */
function boxes(
  chosen: MapChosen,
  choice: MapChoice,
  at: Placed["at"],
  { width, height }: Sizes,
): Html[] {
  const { nodes, edges } = chosen.graph;
  const next = Map.groupBy(edges, ({ from }) => from);
  const back = Map.groupBy(edges, ({ to }) => to);
  const placeOf = (n: number | undefined) => at[n ?? -1] ?? { x: -1, y: -1 };
  const order = [...nodes.keys()].sort(
    (a, b) => placeOf(a).x - placeOf(b).x || placeOf(a).y - placeOf(b).y,
  );
  return order.map((n, place) => {
    const beside = (other: number | undefined) =>
      other !== undefined && placeOf(other).x === placeOf(n).x ? other : "";
    const keys = html`id="n${n}" data-next="${(next.get(n) ?? []).map(({ to }) => to).join(" ")}" data-back="${(back.get(n) ?? []).map(({ from }) => from).join(" ")}" data-up="${beside(order[place - 1])}" data-down="${beside(order[place + 1])}"`;
    return boxOf(nodes[n] as MapNode, { ...placeOf(n), width, height, keys }, chosen, choice);
  });
}

const short = (text: string): string =>
  text.length > longest ? `${text.slice(0, longest - 1)}…` : text;

function boxOf(
  { key, members, isGroup }: MapNode,
  {
    x,
    y,
    width,
    height,
    keys,
  }: { x: number; y: number; width: number; height: number; keys: Html },
  { estate }: MapChosen,
  choice: MapChoice,
): Html {
  const pipelines = members.flatMap((at) => estate.pipelines[at] ?? []);
  const { worst, text } = standingOf(pipelines.map(standingState));
  const [one] = pipelines;
  const name = isGroup ? (key === "" ? `without ${choice.tag}` : key) : (one?.name ?? key);
  const label = isGroup ? `${short(name)} ×${members.length}` : short(name);
  const isFocus = !isGroup && one !== undefined && keyOf(one) === choice.focus;
  const href = isGroup
    ? addressOfChoice({ ...choice, group: key, focus: null })
    : addressOfChoice({ ...pipelinesFrom(choice), focus: key });
  const left = isGroup || !one ? null : marginOf(one);
  const tone = worst === "fail" ? " bad" : worst === "risk" ? " late" : "";
  const detail = short(isGroup ? text : `${one?.project ?? ""}, ${left ?? text}`);
  const isHigh = height > 30;
  const full = isGroup
    ? `${name} ×${members.length}: ${text}`
    : `${name}, ${one?.project ?? ""}, ${left === null ? text : `${left}, ${text}`}`;
  return html`<a ${keys} href="${href}" class="node${tone}${isFocus ? " sel" : ""}" data-name="${key}" aria-label="${spoken(full, isHigh ? `${label} ${detail}` : label)}">${isGroup ? html`<rect class="nb2" x="${x + 4}" y="${y + 4}" width="${width}" height="${height}" rx="3"/>` : null}<rect class="nb" x="${x}" y="${y}" width="${width}" height="${height}" rx="3"/><use class="f${worst}" href="#i-${worst}" x="${x + 8}" y="${y + (isHigh ? 9 : 5)}" width="12" height="12"/><text class="nm2" x="${x + 26}" y="${y + (isHigh ? 19 : 15)}">${label}</text>${isHigh ? html` <text class="nt" x="${x + 26}" y="${y + 35}">${detail}</text>` : null}<title>${full}</title></a>`;
}
