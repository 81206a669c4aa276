// Rerun many: which runs are made again and which are not, before anybody asks for it; then what became of it.

import type { RunSummary } from "#api/types.ts";
import { actForm } from "../act-form.ts";
import { type Html, html } from "../html.ts";
import { state, stateOf } from "../state.ts";
import { since } from "../times.ts";
import { pipelinePath } from "./pipelines.ts";
import type { Screen } from "./screen.ts";

export interface Candidate {
  run: RunSummary;
  /** Why it is left out; null: it is made again. */
  refused: string | null;
}

export interface RerunManyData {
  now: string;
  csrf: string | null;
  candidates: readonly Candidate[];
  /** There are more that match than are taken at a time. */
  more: boolean;
  /** How many were made, and by id why others were not; null: nothing was asked for yet. */
  done: { made: number; refused: readonly (readonly [string, string])[] } | null;
}

export function rerunManyScreen({ now, csrf, candidates, more, done }: RerunManyData): Screen {
  const taken = candidates.filter(({ refused }) => refused === null);
  const runs = (count: number) => `${count} ${count === 1 ? "run" : "runs"}`;
  return {
    title: "Rerun many",
    current: "/pipelines",
    body: html`<div class="crumb"><a href="/pipelines">Pipelines</a> <a href="/runs">Runs</a></div>
<div class="head"><h1>Rerun many</h1><span class="q">each as the next generation of its slot, at its own revision: what succeeded is carried over</span></div>
${
  done === null
    ? html`<section class="verdict" aria-label="Verdict">${state(taken.length > 0 ? "run" : "no")}<p class="big">${taken.length === 0 ? "Nothing would be rerun." : `Reruns ${runs(taken.length)}${taken.length === candidates.length ? "" : ` of ${candidates.length}`}.`}</p>${more ? html`<p>More runs match: these are the newest. Ask again afterwards for the others.</p>` : null}</section>`
    : html`<section class="verdict" role="status" aria-label="Outcome">${state(done.refused.length === 0 ? "ok" : "risk")}<p class="big">${runs(done.made)} ${done.made === 1 ? "was" : "were"} made again${done.refused.length === 0 ? "" : `, ${done.refused.length} not`}.</p>${done.refused.map(([id, why]) => html`<p><a href="/runs/${id}">run ${id}</a>: ${why}</p>`)}<p><a href="/runs?state=running">What runs now</a></p></section>`
}
${
  done === null && taken.length > 0
    ? actForm({
        ...{ action: "/runs/rerun/act", act: "rerun", label: `Rerun ${runs(taken.length)}`, csrf },
        effect: "Each is checked and recorded as if it were rerun alone.",
        fields: html`<input type="hidden" name="ids" value="${taken.map(({ run }) => run.id).join(",")}">`,
        refused: null,
      })
    : null
}
${candidates.length === 0 ? null : tableOf(candidates, now)}`,
  };
}

const tableOf = (candidates: readonly Candidate[], now: string): Html =>
  html`<table class="t stack"><thead><tr><th scope="col">State</th><th scope="col">Run</th><th scope="col">Pipeline</th><th scope="col">For</th><th scope="col">Ended, UTC</th><th scope="col">What becomes of it</th></tr></thead><tbody id="candidates">${candidates.map(
    ({ run, refused }) =>
      html`<tr id="run-${run.id}"><td>${stateOf(run.state)}</td><td><a class="nm" href="/runs/${run.id}">${run.id}</a></td><td><a href="${pipelinePath({ project: run.project, name: run.pipeline })}">${run.pipeline}</a></td><td class="nw" data-l="for">${run.date}</td><td>${run.finishedAt === null ? html`<span class="q">not yet</span>` : since(run.finishedAt, "UTC", now)}</td><td class="full">${refused === null ? html`${state("run")} is rerun` : html`${state("no")} <span class="q">${refused}</span>`}</td></tr>`,
  )}</tbody></table>`;
