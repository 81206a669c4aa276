// One step up and one step down: what a pipeline waits for and who waits for it, how each stands and since when.

import type { NeighboursView } from "#api/types.ts";
import { queryText } from "../choices.ts";
import { type Html, html } from "../html.ts";
import { pipelinePath } from "../screens/pipelines.ts";
import { stateOf, stateWord } from "../state.ts";
import { since } from "../times.ts";

type Up = NeighboursView["upstream"][number];
type Down = NeighboursView["downstream"][number];

interface Around {
  /** `project/name`. */
  focus: string;
  zone: string;
  now: string;
}

export function neighboursOf(
  { upstream, downstream, waiting }: NeighboursView,
  around: Around,
): Html {
  const map = `/map?${queryText({ focus: around.focus })}`;
  const more = waiting - downstream.length;
  return html`<section class="sec" aria-labelledby="neighbours"><div class="sh"><h2 id="neighbours">Neighbours</h2><a class="r" href="${map}">Map</a></div>
${
  upstream.length === 0
    ? html`<p class="q">It waits for nothing else.</p>`
    : tableOf(
        "Upstream: it waits for",
        upstream.map((one) => [nameOfUp(one), one, standingOfUp(one, around)]),
      )
}
${
  downstream.length === 0
    ? html`<p class="q">No pipeline that you may see waits for it.</p>`
    : tableOf(
        "Downstream: waits for it",
        downstream.map((one) => [linkTo(one), one, standingOf(one, around)]),
      )
}
${more > 0 ? html`<p class="q">And ${more} more, in the <a href="${map}">map</a>.</p>` : null}</section>`;
}

const tableOf = (
  head: string,
  rows: readonly (readonly [Html, Pick<Up | Down, "text" | "where">, Html])[],
): Html =>
  html`<table class="t near"><thead><tr><th scope="col">${head}</th><th scope="col">Now</th></tr></thead><tbody>${rows.map(([name, { text, where }, now]) => html`<tr><td>${name}<br><span class="q">${text}${whereText(where)}</span></td><td>${now}</td></tr>`)}</tbody></table>`;

/** What it does to the one that waits. */
const whereText = (where: string): string =>
  where === "after"
    ? "; makes a run due"
    : where === "awaits"
      ? "; before a run starts"
      : where === "reads"
        ? "; read by a task"
        : `; before ${where === "a task" ? "a task" : `task ${where}`} starts`;

const linkTo = ({ project, name }: { project: string; name: string }): Html =>
  html`<a class="nm" href="${pipelinePath({ project, name })}">${name}</a>`;

function nameOfUp({ kind, project, name }: Up): Html {
  if (kind === "run" && project !== null) return linkTo({ project, name });
  const href =
    kind === "event" ? `/events?${queryText({ name })}` : kind === "variable" ? "/variables" : null;
  return html`${kind} ${href === null ? html`<b>${name}</b>` : html`<a class="nm" href="${href}">${name}</a>`}`;
}

function standingOfUp(one: Up, around: Around): Html {
  if (one.kind === "run") return standingOf(one, around);
  const age = one.since === null ? null : since(one.since, around.zone, around.now);
  if (one.kind === "variable")
    return one.value === null
      ? html`<span class="q">not set</span>`
      : html`${JSON.stringify(one.value)}${age === null ? null : html`<br>${age}`}`;
  const word = one.kind === "event" ? ["raised", "not raised"] : ["updated", "never updated"];
  return age === null
    ? stateWord("no", word[1] ?? "")
    : html`${stateWord("ok", word[0] ?? "")}<br>${age}`;
}

const standingOf = (
  { run, state, since: at }: Pick<Down, "run" | "state" | "since">,
  { zone, now }: Around,
): Html =>
  state === null || run === null
    ? html`<span class="q">never ran</span>`
    : html`<a href="/runs/${run}">${stateOf(state)}</a>${at === null ? null : html`<br>${since(at, zone, now)}`}`;
