// A pipeline: whether it is well, when it runs and doesn't, what changed in it, and who may do what.

import type { NeighboursView, PipelineView, WhyView, YearView } from "#api/types.ts";
import { requirements } from "#core/conditions/say.ts";
import { clockChangesText } from "#core/schedule/describe.ts";
import { type Choices, queryText } from "../choices.ts";
import { codeWords } from "../code-words.ts";
import { type Html, html } from "../html.ts";
import { editLink, type InGit } from "../pipeline/edit-link.ts";
import { pipelineGraph } from "../pipeline/graph.ts";
import { historyOf, type ShownChange } from "../pipeline/history.ts";
import { neighboursOf } from "../pipeline/neighbours.ts";
import { type Right, rightsOf } from "../pipeline/rights.ts";
import { specText } from "../pipeline/spec-text.ts";
import { taskList } from "../pipeline/task-list.ts";
import { exclusionsOf, yearOf } from "../pipeline/year.ts";
import { runStrip, type StripRun, stripWords } from "../run-strip.ts";
import { type Shape, state } from "../state.ts";
import { dayText, lengthOf, minuteText, timeOf, untilOf } from "../times.ts";
import { healthWord, pipelinePath, syncWord, tagWords } from "./pipelines.ts";
import type { Screen } from "./screen.ts";

export interface PipelineData {
  now: string;
  choices: Choices;
  pipeline: PipelineView;
  /** Null where the project may not be read as such. */
  project: InGit | null;
  /** Oldest first. */
  runs: readonly StripRun[];
  why: WhyView;
  changes: readonly ShownChange[];
  rights: readonly Right[];
  neighbours: NeighboursView;
  year: YearView;
  /** Of the day of the year that was chosen. */
  whyDay: WhyView | null;
}

const shapes: Readonly<Record<string, Shape>> = {
  ...{ Degraded: "fail", Suspended: "pause", Progressing: "run", Healthy: "ok", Missing: "no" },
};

export function pipelineScreen(data: PipelineData): Screen {
  const { now, choices, pipeline, project, runs, changes, rights } = data;
  const { name, health, sync, changedIn, owner, tags, spec } = pipeline;
  const path = pipelinePath(pipeline);
  const edit = project && editLink(project, pipeline.file);
  return {
    title: name,
    current: "/pipelines",
    watch: [`pipeline:${pipeline.project}/${pipeline.name}`],
    zone: pipeline.timezone,
    body: html`<p class="crumb"><a href="/pipelines">Pipelines</a> / <a href="/pipelines?project=${encodeURIComponent(pipeline.project)}">${pipeline.project}</a></p>
<div class="head"><h1>${name}</h1>${healthWord(health.status)}<span class="nw">${syncWord(sync.state)} at <code>${changedIn.commit.slice(0, 7)}</code></span><span class="q">owner ${owner ?? "nobody"}</span><span class="tag">${tagWords(tags)}</span><span class="acts">${edit === null ? null : html`<a class="b" href="${edit}" rel="noreferrer">Edit in Git</a>`}<a class="b" href="/runs?${queryText({ project: pipeline.project, pipeline: name })}">Its runs</a></span></div>
<section class="verdict" aria-label="Verdict">${state(shapes[health.status] ?? "blank")}<p class="big">${verdictOf(pipeline, now)}</p>${becauseOf(data).map((one) => html`<p>${one}</p>`)}</section>
${pipelineGraph(spec, path, { unfold: choices.unfold ?? null, focus: choices.focus ?? null, steps: Number.parseInt(choices.steps ?? "", 10) || null })}
<div class="cols"><div>${scheduleOf(data)}${yearOf(data.year, choices, data.whyDay)}${historyOf(changes, pipeline.timezone, now)}
<section class="sec" aria-labelledby="spec"><div class="sh"><h2 id="spec">Spec</h2><span class="q">as it runs, with every default; edited only in Git</span><span class="r">${edit === null ? html`<code>${pipeline.file}</code>` : html`<a href="${edit}" rel="noreferrer">${pipeline.file}</a>`}</span></div>${specText(spec)}</section></div>
<div><section class="sec" aria-labelledby="last"><div class="sh"><h2 id="last">Last runs</h2></div><p><a href="/runs?${queryText({ project: pipeline.project, pipeline: name })}">${runStrip(runs)} <span>${stripWords(runs)}</span></a></p></section>${exclusionsOf(data.year)}${neighboursOf(data.neighbours, { focus: `${pipeline.project}/${name}`, zone: pipeline.timezone, now })}${rightsOf(rights, `${pipeline.project}/${name}`)}</div></div>
${taskList(spec, path)}`,
  };
}

/** One sentence: how it is, and when it runs next. */
function verdictOf(
  { health, lastRun, nextRun, timezone, when, spec }: PipelineView,
  now: string,
): Html {
  const last =
    lastRun === null
      ? "It has not run yet"
      : lastRun.finishedAt === null
        ? `Run ${lastRun.id} is ${lastRun.state}`
        : html`Run ${lastRun.id} ${lastRun.state === "cancelled" ? "was cancelled" : lastRun.state} <span data-since="${lastRun.finishedAt}">${lengthOf(Date.parse(now) - Date.parse(lastRun.finishedAt))}</span> ago`;
  const held = health.status === "Suspended" ? `; suspended: ${health.reason ?? "unknown"}` : "";
  const isOther = when.length === 0 && (spec.after.length > 0 || (spec.messages ?? []).length > 0);
  const next =
    nextRun === null
      ? isOther
        ? "Next: once what it follows has happened."
        : "Nothing makes it due by time."
      : html`Next: ${timeOf(nextRun, `${dayText(nextRun, timezone)} ${minuteText(nextRun, timezone)} ${timezone}`)}, in ${untilOf(nextRun, now)}.`;
  return html`${last}${held}. ${next}`;
}

function becauseOf({
  pipeline: { health, sync, lastRun, description },
  why,
}: PipelineData): Html[] {
  const reasons = why.reasons.slice(0, 3).map((one) => codeWords(one.message));
  return [
    ...(lastRun === null || health.reason === null
      ? []
      : [
          html`<a href="/runs/${lastRun.id}">Run ${lastRun.id}</a> is its last; health: ${health.reason}`,
        ]),
    ...(sync.reason === null ? [] : [codeWords(sync.reason)]),
    ...(description === null ? [] : [html`${description}`]),
    ...reasons,
  ];
}

function scheduleOf({ pipeline, now }: PipelineData): Html {
  const { spec, triggers, next, timezone } = pipeline;
  const words = triggers.map(({ description, schedule, timezone: zone, missed }) => ({
    description,
    clock: clockChangesText(schedule, zone),
    missed,
  }));
  return html`<section class="sec" aria-labelledby="schedule"><div class="sh"><h2 id="schedule">Schedule</h2><span class="q">${timezone}</span></div>
${words.length + spec.after.length === 0 ? html`<p>Nothing makes it due by time or by other runs: somebody or a message starts it.</p>` : null}
<ul>${words.map(({ description, clock, missed }) => html`<li><b>${description}</b>. <span class="q">Of missed times ${missed === "none" ? "none runs" : missed === "latest" ? "the latest runs" : "all run"}.${clock === null ? "" : ` Where clocks change: ${clock}.`}</span></li>`)}${spec.after.map(({ condition }) => html`<li><b>When ${requirements(condition).join(" and ")}</b></li>`)}${requirements(spec.awaits).map((one) => html`<li>Each run then waits for ${one}.</li>`)}</ul>
${next.length === 0 ? null : html`<p class="q soon">Next: ${next.slice(0, 5).map((at, n) => html`${n > 0 ? ", " : null}${timeOf(at, `${dayText(at, timezone)} ${minuteText(at, timezone)}`)}`)} (in ${untilOf(next[0] as string, now)})</p>`}</section>`;
}
