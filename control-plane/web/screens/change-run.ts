// What the night shift may change of one run that has not ended: gates that are opened by force, and other values.

import type { RunView, WhyView } from "#api/types.ts";
import { ignorable } from "#core/override/ignore.ts";
import { actForm } from "../act-form.ts";
import { type Html, html } from "../html.ts";
import { state } from "../state.ts";
import { pipelinePath } from "./pipelines.ts";
import type { Screen } from "./screen.ts";

export interface ChangeRunData {
  csrf: string | null;
  run: RunView;
  why: WhyView;
  /** Why whoever reads may not; null: they may. */
  refused: { force: string | null; override: string | null };
}

const whats: Readonly<Record<(typeof ignorable)[number], string>> = {
  condition: "conditions: runs, events, variables, assets",
  pool: "pools: it starts without the units, which nobody gives back",
  time: "times and days",
  retry: "the delay before the next attempt",
  hold: "holds and pauses",
  blackout: "blackouts, of a run that has not started",
};

export function changeRunScreen({ csrf, run, why, refused }: ChangeRunData): Screen {
  const action = `/runs/${run.id}/change/act`;
  const isOver = run.finishedAt !== null;
  const ended = isOver ? "the run has ended: rerun it instead" : null;
  return {
    title: `Change run ${run.id}`,
    current: "/pipelines",
    watch: [`run:${run.id}`],
    body: html`<div class="crumb"><a href="${pipelinePath({ project: run.project, name: run.pipeline })}">${run.pipeline}</a> <a href="/runs/${run.id}">run ${run.id}</a></div>
<div class="head"><h1>Change run ${run.id}</h1><span class="q">for ${run.date}; this run only, and on record</span></div>
<section class="sec" aria-labelledby="held"><div class="sh"><h2 id="held">What holds it</h2></div>${
      why.reasons.length === 0
        ? html`<p class="q">Nothing does.</p>`
        : html`<ul class="plain">${why.reasons.map(({ task, message, holds }) => html`<li>${state(holds === true ? "ok" : "wait")} ${task === null ? null : html`<b>${task}</b>: `}${message}</li>`)}</ul>`
    }</section>
<section class="sec" aria-labelledby="force"><div class="sh"><h2 id="force">Force it to start</h2><span class="q">what is opened does not hold it any more, whether it is so or not</span></div>
${actForm({
  ...{ action, act: "force", label: "Open these", csrf, refused: refused.force ?? ended },
  effect: "Its tasks start as soon as nothing else holds them.",
  fields: html`<fieldset><legend>Open</legend>${ignorable.map((kind) => html`<label><input type="checkbox" name="ignore-${kind}" value="yes"> ${kind} <span class="q">${whats[kind]}</span></label>`)}</fieldset>${taskOf(run, "what holds the run back as a whole")}`,
})}</section>
<section class="sec" aria-labelledby="override"><div class="sh"><h2 id="override">Give it other values</h2><span class="q">for what has not started; secrets can't be given</span></div>
${actForm({
  ...{ action, act: "override", label: "Give these", csrf, refused: refused.override ?? ended },
  effect: "The next runs go by their spec again.",
  fields: html`<label>Parameters <textarea class="fld" name="params" rows="2" maxlength="4000" placeholder="name=value, one a line"></textarea></label><label>Environment of its commands <textarea class="fld" name="env" rows="2" maxlength="4000" placeholder="NAME=value, one a line"></textarea></label><label>Labels of its workers <input class="fld" name="runsOn" maxlength="400" placeholder="as in the spec"></label>${taskOf(run, "the whole run")}`,
})}</section>`,
  };
}

const taskOf = ({ tasks }: RunView, none: string): Html =>
  html`<label>Task <select class="fld" name="task"><option value="">${none}</option>${tasks
    .filter(({ state: of }) => of === "waiting" || of === "ready")
    .map(({ name }) => html`<option>${name}</option>`)}</select></label>`;
