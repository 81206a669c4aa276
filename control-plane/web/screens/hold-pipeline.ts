// Pausing a pipeline, passing it over, and letting it go again.

import type { HoldView, PipelineView } from "#api/types.ts";
import { actForm } from "../act-form.ts";
import { html } from "../html.ts";
import { state } from "../state.ts";
import { since } from "../times.ts";
import { pipelinePath } from "./pipelines.ts";
import type { Screen } from "./screen.ts";

export interface HoldPipelineData {
  now: string;
  csrf: string | null;
  pipeline: PipelineView;
  /** What is held of it as a whole. */
  holds: readonly HoldView[];
  /** Why whoever reads may not; null: they may. */
  refused: { pause: string | null; hold: string | null; resume: string | null };
}

export function holdPipelineScreen(data: HoldPipelineData): Screen {
  const { now, csrf, pipeline, holds, refused } = data;
  const { name, project, timezone, nextRun } = pipeline;
  const action = `${pipelinePath(pipeline)}/hold/act`;
  const [held] = holds;
  const until = html`<label>Until, RFC 3339, or for good <input class="fld" name="until" maxlength="40" placeholder="2026-11-29T06:00:00Z"></label>`;
  return {
    title: `Pause ${name}`,
    current: "/pipelines",
    watch: [`project:${project}`],
    body: html`<div class="crumb"><a href="/pipelines">Pipelines</a> <a href="${pipelinePath(pipeline)}">${name}</a></div>
<div class="head"><h1>Pause or release ${name}</h1><span class="q">${project}</span></div>
<section class="verdict" aria-label="Verdict">${state(held === undefined ? "ok" : "pause")}<p class="big">${held === undefined ? `Nobody holds ${name}.` : `${name} is ${held.mode === "hold" ? "paused" : held.mode === "ice" ? "on ice" : "not executed"}, by ${held.actor}${held.reason === null ? "" : `: ${held.reason}`}.`}</p>${held === undefined ? html`<p>${nextRun === null ? "No run is due." : html`Its next run is due <time datetime="${nextRun}">${nextRun}</time>, ${timezone}.`}</p>` : html`<p>Since ${since(held.since, timezone, now)} ${timezone}${held.until === null ? ", until somebody releases it" : html`, until <time datetime="${held.until}">${held.until}</time>`}.</p>`}</section>
${
  held === undefined
    ? html`<section class="sec"><div class="sh"><h2>Pause</h2></div>${actForm({ ...{ action, act: "hold", label: "Pause", csrf, refused: refused.pause, fields: until }, effect: "Its due runs are made and wait; what runs already goes on." })}</section>
<section class="sec"><div class="sh"><h2>Pass over</h2></div>${actForm({ ...{ action, act: "ice", label: "Put on ice", csrf, refused: refused.hold, fields: until }, effect: "Its runs pass all tasks over, and what waits for it goes on as if they had succeeded." })}</section>`
    : html`<section class="sec"><div class="sh"><h2>Release</h2></div>${actForm({ ...{ action, act: "release", label: "Release", csrf, refused: refused.resume, fields: null }, effect: "What waits may start at once." })}</section>`
}`,
  };
}
