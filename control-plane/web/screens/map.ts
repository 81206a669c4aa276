// The map of the estate: whom a pipeline holds up, and what it waits for.

import { keyOf } from "#core/map/estate.ts";
import { type Html, html } from "../html.ts";
import { addressOfChoice, pictureOf } from "../map/picture.ts";
import type { MapChoice, MapChosen } from "../map/view.ts";
import { standingOf } from "../standing.ts";
import { state, stateOf } from "../state.ts";
import type { Screen } from "./screen.ts";

/** More are in the picture and one zoom away. */
const mostRows = 200;

export function mapScreen(chosen: MapChosen, choice: MapChoice): Screen {
  const { estate, graph } = chosen;
  return {
    title: choice.focus === null ? "Map" : `Map around ${choice.focus}`,
    current: "/map",
    watch: ["all"],
    body: html`<div class="head"><h1>Map</h1><span class="q">${estate.pipelines.length} pipelines, ${estate.conditions.length} conditions between them; ${graph.nodes.length} boxes shown</span></div>
${controls(chosen, choice)}
${verdictOf(chosen, choice)}
${
  graph.nodes.length === 0
    ? html`<p class="q">No deployed pipeline is there that you may see.</p>`
    : html`${pictureOf(chosen, choice)}
<p class="legend"><span>A line runs from what is awaited to who waits</span><span>×n: folded, shows its worst state; <kbd>Enter</kbd> unfolds</span><span>Drag or arrow keys move, <kbd>+</kbd> <kbd>−</kbd> zoom</span></p>`
}
<div class="cols half"><div>${choice.focus === null ? groupsOf(chosen, choice) : aroundOf(chosen, choice)}</div>
<div>${choice.focus === null ? shownOf(chosen, choice) : groupsOf(chosen, choice)}</div></div>`,
  };
}

function controls({ estate, tags }: MapChosen, choice: MapChoice): Html {
  const { by, tag, focus, hops } = choice;
  const link = (label: string, more: Partial<MapChoice>, isOn: boolean) =>
    html`<a class="b" href="${addressOfChoice({ ...choice, ...more })}"${isOn ? html` aria-current="true"` : null}>${label}</a>`;
  const isWhole = focus === null && choice.group === null;
  return html`<div class="filter"><form class="filter" action="/map"><input type="hidden" name="by" value="${by}">${by === "tag" ? html`<input type="hidden" name="tag" value="${tag}">` : null}<label>Focus <input class="fld" name="focus" value="${focus ?? ""}" placeholder="project/pipeline" maxlength="200" list="names"></label><button class="b">Show</button></form>
${focus === null ? null : html`${link("1 hop", { hops: 1 }, hops === 1)}${link("2 hops", { hops: 2 }, hops === 2)}${link("All hops", { hops: 1000 }, hops > 99)}`}
${link("By project", { by: "project", group: null, focus: null }, isWhole && by === "project")}
${tags.slice(0, 4).map((name) => link(`By ${name}`, { by: "tag", tag: name, group: null, focus: null }, isWhole && by === "tag" && tag === name))}
${link("All pipelines", { by: "pipeline", group: null, focus: null }, isWhole && by === "pipeline")}
<span class="zoom" id="map-zoom" hidden><button class="b" type="button" data-zoom="out" aria-label="Zoom out">−</button><button class="b" type="button" data-zoom="in" aria-label="Zoom in">+</button><button class="b" type="button" data-zoom="fit">Fit</button></span>
${estate.pipelines.length > 2_000 ? null : html`<datalist id="names">${estate.pipelines.map((one) => html`<option value="${keyOf(one)}"></option>`)}</datalist>`}</div>`;
}

function verdictOf(
  { estate, distances, graph }: MapChosen,
  { focus, group }: MapChoice,
): Html | null {
  if (focus === null) {
    if (group === null) return null;
    const { text } = standingOf(
      graph.nodes
        .filter(({ isGroup }) => !isGroup)
        .flatMap(({ members }) => members.map((at) => estate.pipelines[at]?.state ?? null)),
    );
    return html`<section class="verdict" aria-label="Verdict">${state("blank")}<p class="big">${group === "" ? "Without that tag" : group}: ${text}.</p></section>`;
  }
  const own = estate.pipelines.find((one) => keyOf(one) === focus);
  if (own === undefined)
    return html`<section class="verdict" aria-label="Verdict">${state("no")}<p class="big">No deployed pipeline ${focus} is there that you may see.</p><p>Write it as <code>project/pipeline</code>.</p></section>`;
  const count = (is: (distance: number) => boolean) => [...distances.values()].filter(is).length;
  const [down, up] = [count((d) => d > 0), count((d) => d < 0)];
  const { worst, text } = standingOf([own.state]);
  return html`<section class="verdict" aria-label="Verdict">${state(worst)}<p class="big">${focus} (${text}) ${down === 0 ? "holds up nothing" : `is awaited by ${down} ${down === 1 ? "pipeline" : "pipelines"}`} and waits for ${up === 0 ? "none" : up}, as far as is shown.</p><p class="acts"><a class="b" href="/pipelines/${encodeURIComponent(own.project)}/${encodeURIComponent(own.name)}">Open ${own.name}</a></p></section>`;
}

/** Where the graph can't be seen, its list says the same. */
function aroundOf({ estate, distances }: MapChosen, choice: MapChoice): Html {
  const rows = [...distances]
    .filter(([, d]) => d !== 0)
    .sort(([, a], [, b]) => Math.abs(a) - Math.abs(b) || b - a);
  return html`<section class="sec"><div class="sh"><h2>Around ${choice.focus}</h2><span class="q">${rows.length}, nearest first</span></div>${
    rows.length === 0
      ? html`<p class="q">No condition on runs leads to it or from it.</p>`
      : html`<table class="t stack"><thead><tr><th>Newest run</th><th>Pipeline</th><th>Project</th><th>Where</th></tr></thead><tbody>${rows
          .slice(0, mostRows)
          .map(([at, distance]) => {
            const one = estate.pipelines[at];
            return one === undefined
              ? null
              : html`<tr><td>${one.state === null ? html`<span class="q">never ran</span>` : stateOf(one.state)}</td><td><a class="nm" href="${addressOfChoice({ ...choice, focus: keyOf(one) })}">${one.name}</a></td><td data-l="project">${one.project}</td><td>${Math.abs(distance)} ${Math.abs(distance) === 1 ? "hop" : "hops"} ${distance > 0 ? "downstream" : "upstream"}</td></tr>`;
          })}</tbody></table>${rows.length > mostRows ? html`<p class="q">And ${rows.length - mostRows} more.</p>` : null}`
  }</section>`;
}

function groupsOf({ estate, groupName }: MapChosen, choice: MapChoice): Html {
  const by = Map.groupBy(estate.pipelines.keys(), groupName);
  const into = new Map<string, number>();
  const out = new Map<string, number>();
  for (const [from, to] of estate.conditions) {
    const [a, b] = [groupName(from), groupName(to)];
    if (a === b) continue;
    out.set(a, (out.get(a) ?? 0) + 1);
    into.set(b, (into.get(b) ?? 0) + 1);
  }
  const what = choice.by === "tag" ? choice.tag : "project";
  const rows = [...by].sort(([, a], [, b]) => b.length - a.length);
  return html`<section class="sec"><div class="sh"><h2>Whole estate by ${what}</h2><span class="q">${rows.length}; conditions between them are counted at both ends</span></div><table class="t stack"><thead><tr><th>${what}</th><th class="n">Pipelines</th><th class="n">Conditions in</th><th class="n">Conditions out</th><th class="n">Failed</th><th class="n">Running</th></tr></thead><tbody>${rows
    .slice(0, mostRows)
    .map(([name, members]) => {
      const { counts } = standingOf(members.map((at) => estate.pipelines[at]?.state ?? null));
      const failed = counts.get("failed") ?? 0;
      return html`<tr><td><a class="nm" href="${addressOfChoice({ ...choice, by: choice.by === "pipeline" ? "project" : choice.by, group: name, focus: null })}">${name === "" ? `without ${what}` : name}</a></td><td class="n" data-l="pipelines">${members.length}</td><td class="n" data-l="in">${into.get(name) ?? 0}</td><td class="n" data-l="out">${out.get(name) ?? 0}</td><td class="n" data-l="failed">${failed === 0 ? "0" : html`<b class="fail">${failed}</b>`}</td><td class="n" data-l="running">${counts.get("running") ?? 0}</td></tr>`;
    })}</tbody></table></section>`;
}

function shownOf({ estate, graph }: MapChosen, choice: MapChoice): Html | null {
  const shown = graph.nodes.flatMap(({ isGroup, members }) => (isGroup ? [] : members));
  if (shown.length === 0) return null;
  return html`<section class="sec"><div class="sh"><h2>Pipelines shown</h2><span class="q">${shown.length > mostRows ? `the first ${mostRows} of ${shown.length}` : shown.length}</span></div><table class="t stack"><thead><tr><th>Newest run</th><th>Pipeline</th><th>Project</th></tr></thead><tbody>${shown
    .slice(0, mostRows)
    .map((at) => {
      const one = estate.pipelines[at];
      return one === undefined
        ? null
        : html`<tr><td>${one.state === null ? html`<span class="q">never ran</span>` : stateOf(one.state)}</td><td><a class="nm" href="${addressOfChoice({ ...choice, by: choice.by === "pipeline" ? "project" : choice.by, focus: keyOf(one) })}">${one.name}</a></td><td data-l="project">${one.project}</td></tr>`;
    })}</tbody></table></section>`;
}
