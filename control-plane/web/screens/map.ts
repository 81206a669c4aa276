// The map of the estate: whom a pipeline holds up, and what it waits for.

import { keyOf, type MapPipeline, standingState } from "#core/map/estate.ts";
import { zoomButtons } from "../graph/picture.ts";
import { type Html, html } from "../html.ts";
import { downstreamOf, marginOf } from "../map/downstream.ts";
import { addressOfChoice, pictureOf } from "../map/picture.ts";
import type { MapChoice, MapChosen } from "../map/view.ts";
import { placeOf, standingOf } from "../standing.ts";
import { state, stateOf } from "../state.ts";
import { minuteText } from "../times.ts";
import type { Screen } from "./screen.ts";

/** More are in the picture and one zoom away. */
const mostRows = 200;
const mostFound = 20;

/** @param found What the focus may mean, where it means no one pipeline. */
export function mapScreen(chosen: MapChosen, choice: MapChoice, found: readonly string[]): Screen {
  const { estate, graph } = chosen;
  return {
    title: choice.focus === null ? "Map" : `Map around ${choice.focus}`,
    current: "/map",
    watch: ["all"],
    body: html`${crumbs(choice)}<div class="head"><h1>Map</h1><span class="q">${estate.pipelines.length} pipelines, ${estate.conditions.length} conditions between them; ${graph.nodes.length} boxes shown</span></div>
${controls(chosen, choice)}
${verdictOf(chosen, choice, found)}
${
  graph.nodes.length === 0
    ? html`<p class="q">No deployed pipeline is there that you may see.</p>`
    : html`${pictureOf(chosen, choice)}
<p class="legend"><span>A line runs from what is awaited to who waits</span><span>×n: folded, shows its worst state, opens with <kbd>Enter</kbd></span><span>Drag to move</span><span><kbd>←</kbd> <kbd>→</kbd> along lines</span><span><kbd>↑</kbd> <kbd>↓</kbd> in a column</span><span><kbd>f</kbd> focus</span><span><kbd>+</kbd> <kbd>−</kbd> <kbd>0</kbd> zoom</span></p>`
}
<div class="cols half"><div>${choice.focus === null ? groupsOf(chosen, choice) : aroundOf(chosen, choice)}</div>
<div>${choice.focus === null ? shownOf(chosen, choice) : groupsOf(chosen, choice)}</div></div>`,
  };
}

/** From all of it down to what is looked at. */
function crumbs({ project, by, tag, group, focus }: MapChoice): Html | null {
  const of: MapChoice = {
    ...{ project: null, group: null, focus: null },
    by: "project",
    tag,
    hops: 1,
  };
  const parts: Html[] = [html`<a href="${addressOfChoice(of)}">Whole estate</a>`];
  const owner =
    project ?? (focus === null ? (by === "project" ? group : null) : focus.split("/")[0]);
  if (owner) parts.push(html`<a href="${addressOfChoice({ ...of, group: owner })}">${owner}</a>`);
  if (by === "tag" && group !== null)
    parts.push(
      html`<a href="${addressOfChoice({ ...of, by, project, group })}">${tag} ${group === "" ? "none" : group}</a>`,
    );
  if (focus !== null) parts.push(html`${focus.slice(focus.indexOf("/") + 1)}`);
  return parts.length === 1 && by !== "tag"
    ? null
    : html`<p class="crumb">${parts.map((one, n) => html`${n > 0 ? " / " : null}${one}`)}</p>`;
}

function controls({ estate, tags }: MapChosen, choice: MapChoice): Html {
  const { project, by, tag, group, focus, hops } = choice;
  const link = (label: string, more: Partial<MapChoice>, isOn: boolean) =>
    html`<a class="b" href="${addressOfChoice({ ...choice, ...more })}"${isOn ? html` aria-current="true"` : null}>${label}</a>`;
  const isWhole = focus === null && group === null;
  // Of a project that is open its tags come next.
  const inside = project ?? (focus === null && by === "project" ? group : null);
  const here = inside === null ? "" : ` in ${inside}`;
  return html`<div class="filter"><form class="filter" action="/map" role="search" aria-label="Find a pipeline"><input type="hidden" name="by" value="${by}">${by === "tag" ? html`<input type="hidden" name="tag" value="${tag}">` : null}<label>Focus <input class="fld" name="focus" value="${focus ?? ""}" placeholder="pipeline" maxlength="200" list="names" data-key="f" aria-keyshortcuts="f"></label><button class="b">Show</button></form>
${focus === null ? null : html`${link("1 hop", { hops: 1 }, hops === 1)}${link("2 hops", { hops: 2 }, hops === 2)}${link("All hops", { hops: 1000 }, hops > 99)}`}
${link("By project", { by: "project", project: null, group: null, focus: null }, isWhole && by === "project")}
${tags.slice(0, 4).map((name) => link(`By ${name}${here}`, { by: "tag", tag: name, project: inside, group: null, focus: null }, isWhole && by === "tag" && tag === name))}
${link(`All pipelines${here}`, { by: "pipeline", project: inside, group: null, focus: null }, isWhole && by === "pipeline")}
${zoomButtons}
${estate.pipelines.length > 2_000 ? null : html`<datalist id="names">${estate.pipelines.map((one) => html`<option value="${keyOf(one)}"></option>`)}</datalist>`}</div>`;
}

function verdictOf(chosen: MapChosen, choice: MapChoice, found: readonly string[]): Html | null {
  const { focus, group, tag, by } = choice;
  const { estate, distances, graph } = chosen;
  if (focus === null) {
    if (group === null) return null;
    const { text, worst } = standingOf(
      graph.nodes
        .filter(({ isGroup }) => !isGroup)
        .flatMap(({ members }) => members.flatMap((at) => estate.pipelines[at] ?? []))
        .map(standingState),
    );
    return html`<section class="verdict" aria-label="Verdict">${state(worst)}<p class="big">${by === "tag" ? `${tag} ${group === "" ? "none" : group}` : group}: ${text}.</p></section>`;
  }
  const own = estate.pipelines.find((one) => keyOf(one) === focus);
  if (own === undefined)
    return html`<section class="verdict" aria-label="Verdict">${state("no")}<p class="big">${found.length === 0 ? `No deployed pipeline ${focus} is there that you may see.` : `${found.length} pipelines have ${focus} in their names.`}</p>${found.length === 0 ? html`<p>A part of its name is enough.</p>` : html`<ul class="plain">${found.slice(0, mostFound).map((key) => html`<li><a href="${addressOfChoice({ ...choice, focus: key })}">${key}</a></li>`)}</ul>${found.length > mostFound ? html`<p class="q">And ${found.length - mostFound} more.</p>` : null}`}</section>`;
  const ups = [...distances].flatMap(([at, hops]) =>
    hops < 0 ? (estate.pipelines[at] ?? []) : [],
  );
  const { worst, text } = standingOf([standingState(own)]);
  const { sentence, isThreatened } = downstreamOf(chosen, focus);
  const upstream = standingOf(ups.map(standingState)).text;
  const reach =
    choice.hops > 99 ? "" : ` Within ${choice.hops} ${choice.hops === 1 ? "hop" : "hops"}.`;
  return html`<section class="verdict" aria-label="Verdict">${state(isThreatened && worst !== "fail" ? "risk" : worst)}<p class="big">${sentence}</p><p>Its newest run: ${text}${own.deadline === null ? "" : `, deadline ${minuteText(own.deadline.at, "UTC")} UTC`}. ${ups.length === 0 ? "It waits for no other pipeline." : `It waits for ${ups.length} ${ups.length === 1 ? "pipeline" : "pipelines"}: ${upstream}.`}${reach}</p><p class="acts"><a class="b" href="/pipelines/${encodeURIComponent(own.project)}/${encodeURIComponent(own.name)}">Open ${own.name}</a></p></section>`;
}

/** Where the graph can't be seen, its lists say the same. */
function aroundOf(chosen: MapChosen, choice: MapChoice): Html {
  const { estate, distances } = chosen;
  const down = downstreamOf(chosen, choice.focus ?? "").rows;
  const up = [...distances]
    .flatMap(([at, hops]) => {
      const one = estate.pipelines[at];
      return one !== undefined && hops < 0 ? [{ one, hops: -hops }] : [];
    })
    .sort((a, b) => a.hops - b.hops);
  return html`${sideOf("Downstream", `${down.length}, least margin first; UTC`, down, choice)}${sideOf("Upstream", `${up.length}, nearest first; UTC`, up, choice)}`;
}

function sideOf(
  title: string,
  note: string,
  rows: readonly { one: MapPipeline; hops: number }[],
  choice: MapChoice,
): Html {
  return html`<section class="sec"><div class="sh"><h2>${title} of ${choice.focus}</h2><span class="q">${note}</span></div>${
    rows.length === 0
      ? html`<p class="q">No condition on runs leads ${title === "Upstream" ? "to it" : "from it"}.</p>`
      : html`<table class="t stack"><thead><tr><th scope="col">Newest run</th><th scope="col">Pipeline</th><th scope="col">Where</th><th scope="col" class="n">Deadline</th><th scope="col" class="n">Forecast</th><th scope="col" class="n">Margin</th></tr></thead><tbody>${rows
          .slice(0, mostRows)
          .map(({ one, hops }) => {
            const [deadline, margin] = [one.deadline, marginOf(one)];
            const time = (at: string | undefined | null) =>
              at == null
                ? html`<span class="q">none</span>`
                : html`<time class="nw" datetime="${at}">${minuteText(at, "UTC")}</time>`;
            return html`<tr><td>${newestOf(one)}</td><td><a class="nm" href="${addressOfChoice({ ...choice, focus: keyOf(one) })}">${one.name}</a> <span class="q">${one.project}</span></td><td>${hops} ${hops === 1 ? "hop" : "hops"} ${title.toLowerCase()}</td><td class="n" data-l="deadline">${time(deadline?.at)}</td><td class="n" data-l="forecast">${time(deadline?.expectedAt)}</td><td class="n nw" data-l="margin">${margin === null ? null : margin.endsWith("late") ? html`<b class="risk">${margin}</b>` : margin}</td></tr>`;
          })}</tbody></table>${rows.length > mostRows ? html`<p class="q">And ${rows.length - mostRows} more.</p>` : null}`
  }</section>`;
}

const newestOf = (one: MapPipeline): Html =>
  one.state === null
    ? html`<span class="q">never ran</span>`
    : stateOf(standingState(one) ?? one.state);

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
  return html`<section class="sec"><div class="sh"><h2>${choice.focus === null && choice.project !== null ? choice.project : "Whole estate"} by ${what}</h2><span class="q">${rows.length}; conditions between them are counted at both ends</span></div><table class="t stack"><thead><tr><th>${what}</th><th class="n">Pipelines</th><th class="n">Conditions in</th><th class="n">Conditions out</th><th class="n">Failed</th><th class="n">Late or at risk</th><th class="n">Running</th></tr></thead><tbody>${rows
    .slice(0, mostRows)
    .map(([name, members]) => {
      const { counts } = standingOf(
        members.flatMap((at) => estate.pipelines[at] ?? []).map(standingState),
      );
      const failed = counts.get("failed") ?? 0;
      const late = (counts.get("late") ?? 0) + (counts.get("at-risk") ?? 0);
      return html`<tr><td><a class="nm" href="${addressOfChoice({ ...choice, by: choice.by === "pipeline" ? "project" : choice.by, group: name, focus: null })}">${name === "" ? `without ${what}` : name}</a></td><td class="n" data-l="pipelines">${members.length}</td><td class="n" data-l="in">${into.get(name) ?? 0}</td><td class="n" data-l="out">${out.get(name) ?? 0}</td><td class="n" data-l="failed">${failed === 0 ? "0" : html`<b class="fail">${failed}</b>`}</td><td class="n" data-l="late or at risk">${late === 0 ? "0" : html`<b class="risk">${late}</b>`}</td><td class="n" data-l="running">${counts.get("running") ?? 0}</td></tr>`;
    })}</tbody></table></section>`;
}

/** Those that need somebody first. */
function shownOf({ estate, graph }: MapChosen, choice: MapChoice): Html | null {
  const shown = graph.nodes
    .flatMap(({ isGroup, members }) => (isGroup ? [] : members))
    .flatMap((at) => estate.pipelines[at] ?? []);
  if (shown.length === 0) return null;
  const inOrder = [...Map.groupBy(shown, standingState)]
    .sort(([a], [b]) => placeOf(a) - placeOf(b))
    .flatMap(([, some]) => some);
  return html`<section class="sec"><div class="sh"><h2>Pipelines shown</h2><span class="q">${shown.length > mostRows ? `${mostRows} of ${shown.length}, ` : `${shown.length}, `}those that need somebody first</span></div><table class="t stack"><thead><tr><th scope="col">Newest run</th><th scope="col">Pipeline</th><th scope="col">Project</th></tr></thead><tbody>${inOrder
    .slice(0, mostRows)
    .map(
      (one) =>
        html`<tr><td>${newestOf(one)}</td><td><a class="nm" href="${addressOfChoice({ ...choice, by: choice.by === "pipeline" ? "project" : choice.by, focus: keyOf(one) })}">${one.name}</a></td><td data-l="project">${one.project}</td></tr>`,
    )}</tbody></table></section>`;
}
