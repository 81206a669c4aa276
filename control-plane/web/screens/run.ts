// A run: whether it will be well, what holds it, what can be done, and which commit and approval it comes from.

import type { ProjectView, RunView, TraceView, WhyView } from "#api/types.ts";
import { type Html, html } from "../html.ts";
import { addressOf, type Query } from "../paging.ts";
import { type Act, actsOf } from "../run/acts.ts";
import { gantt } from "../run/gantt.ts";
import { runGraph } from "../run/graph.ts";
import { type LogChoice, logOf } from "../run/log.ts";
import { outputsOf } from "../run/outputs.ts";
import { provenanceOf } from "../run/provenance.ts";
import { type ChosenTasks, chooseTasks, countsOf, type TaskChoice } from "../run/task-choice.ts";
import { tasksOf } from "../run/tasks.ts";
import { timelineOf } from "../run/timeline.ts";
import { traceOf } from "../run/trace.ts";
import { verdictOf } from "../run/verdict.ts";
import { whyOf } from "../run/why.ts";
import { state, stateOf } from "../state.ts";
import { minuteText, since, timeOf, timeText } from "../times.ts";
import type { Screen } from "./screen.ts";

export interface RunData {
  run: RunView;
  why: WhyView;
  zone: string;
  now: string;
  acts: readonly Act[];
  csrf: string | null;
  /** Whose log is shown. */
  log: LogChoice | null;
  /** Of its project, where that may be read. */
  forge: ProjectView["forge"];
  /** Null: it isn't shown. */
  trace: TraceView | null;
  /** Which tasks are shown. */
  choice: TaskChoice;
  /** All that is chosen, as the address has it. */
  query: Query;
  /** What was just done, in a sentence. */
  done: string | null;
}

export function runScreen(data: RunData): Screen {
  const { run, why, zone, now, acts, csrf, done, query } = data;
  const at = Date.parse(now);
  const verdict = verdictOf(run, why, zone, at);
  const chosen = chooseTasks(run.tasks, data.choice);
  return {
    title: `${run.pipeline} for ${run.date}`,
    current: "/pipelines",
    watch: [`run:${run.id}`],
    zone,
    body: html`<p class="crumb"><a href="/pipelines">Pipelines</a> / <a href="/pipelines/${run.project}/${run.pipeline}">${run.pipeline}</a> / run ${run.id}</p>
<div class="head"><h1>${run.pipeline} for <span class="nw">${run.date}</span></h1>${stateOf(run.state)}<span class="q">${run.trigger}${run.startedAt === null ? null : html`, started ${since(run.startedAt, zone, now)}${run.finishedAt === null ? null : " ago"}`}</span></div>
<section class="verdict" aria-label="Verdict">${state(verdict.shape)}<p class="big">${verdict.sentence}</p>${verdict.because.map((text) => html`<p>${text}</p>`)}${done === null ? null : html`<p role="status"><b>${done}</b></p>`}${actsOf(run.id, acts, csrf)}</section>
${factsOf(data)}
<div class="graph-first">
${runGraph(run, data.query, at)}
${attemptsOf(data, chosen)}</div>
<div class="cols"><div>${logOf(data)}${outputsOf(run, data.log?.task ?? null)}</div>
<div>${whyOf(data)}
<section class="sec"><div class="sh"><h2>Where it comes from</h2></div>${provenanceOf(run, data.forge, zone, now)}</section></div></div>
${traceOf(data)}
${tasksOf({ ...{ run, chosen, query, zone, now } })}`,
  };
}

function factsOf({ run, zone, now }: RunData): Html {
  const parts = countsOf(run.tasks).map(([name, n]) => `${n.toLocaleString("en")} ${name}`);
  const [deadline] = run.deadlines;
  return html`<dl class="facts"><div><dt>Tasks</dt><dd>${parts.join(", ")} of ${run.tasks.length.toLocaleString("en")}</dd></div>
${deadline === undefined ? html`<div><dt>Deadline</dt><dd class="q">none</dd></div>` : html`<div><dt>Deadline</dt><dd>${timeOf(deadline.at, minuteText(deadline.at, zone))} <span class="q">${deadline.state}</span></dd></div>${deadline.expectedAt === null ? null : html`<div><dt>Forecast</dt><dd>${timeOf(deadline.expectedAt, minuteText(deadline.expectedAt, zone))}</dd></div>`}`}
<div><dt>Due</dt><dd>${timeOf(run.dueAt, timeText(run.dueAt, zone, now))} <span class="q">${zone}</span></dd></div>
${run.finishedAt === null ? null : html`<div><dt>Ended</dt><dd>${since(run.finishedAt, zone, now)} <span class="q">ago</span></dd></div>`}
<div><dt>Parameters</dt><dd>${Object.keys(run.params).length === 0 ? html`<span class="q">none</span>` : Object.entries(run.params).map(([name, value], n) => html`${n > 0 ? ", " : null}${name} <code>${String(value)}</code>`)}</dd></div>
<div><dt>Trace</dt><dd><a href="#trace"><code>${run.traceId.slice(0, 12)}…</code></a></dd></div>
${run.overrides.length === 0 ? null : html`<div><dt>Changed by hand</dt><dd>${run.overrides.map(({ what, actor }) => `${what} (${actor})`).join("; ")}</dd></div>`}</dl>`;
}

function attemptsOf({ run, why, zone, now, query }: RunData, chosen: ChosenTasks): Html {
  const at = Date.parse(now);
  const [deadline] = run.deadlines;
  return html`<section class="sec" id="time" data-part aria-labelledby="time-title"><div class="sh"><h2 id="time-title">Time by attempt</h2><span class="q">${zone}</span></div>
${gantt({
  ...timelineOf(run, why, at, chosen.isNarrowed ? chosen.tasks : null),
  ...{ now: at, isOver: run.finishedAt !== null, zone },
  deadline: deadline === undefined ? null : Date.parse(deadline.at),
  logOf: (task) => `${addressOf("", { ...query, task, attempt: "", line: "" })}#log`,
})}</section>`;
}
