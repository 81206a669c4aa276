// A run: whether it will be well, what holds it, what can be done, and which commit and approval it comes from.

import type { RunView, WhyView } from "#api/types.ts";
import { type Html, html } from "../html.ts";
import { type Act, actsOf } from "../run/acts.ts";
import { gantt } from "../run/gantt.ts";
import { provenanceOf } from "../run/provenance.ts";
import { timelineOf } from "../run/timeline.ts";
import { verdictOf } from "../run/verdict.ts";
import { state, stateOf } from "../state.ts";
import { lengthOf, minuteText, since, timeOf, timeText } from "../times.ts";
import type { Screen } from "./screen.ts";

export interface RunData {
  run: RunView;
  why: WhyView;
  zone: string;
  now: string;
  acts: readonly Act[];
  csrf: string | null;
  /** Whose log is shown. */
  log: { task: string; attempt: number | null; query: string } | null;
  /** What was just done, in a sentence. */
  done: string | null;
}

/** More are in the API and at the command line. */
const mostTasks = 500;

export function runScreen(data: RunData): Screen {
  const { run, why, zone, now, acts, csrf, done } = data;
  const at = Date.parse(now);
  const verdict = verdictOf(run, why, zone, at);
  const base = `/runs/${run.id}`;
  return {
    title: `${run.pipeline} for ${run.date}`,
    current: "/pipelines",
    watch: [`run:${run.id}`],
    zone,
    body: html`<p class="crumb"><a href="/pipelines">Pipelines</a> / <a href="/pipelines/${run.project}/${run.pipeline}">${run.pipeline}</a> / run ${run.id}</p>
<div class="head"><h1>${run.pipeline} for <span class="nw">${run.date}</span></h1>${stateOf(run.state)}<span class="q">${run.trigger}${run.startedAt === null ? null : html`, started ${since(run.startedAt, zone, now)}${run.finishedAt === null ? null : " ago"}`}</span></div>
<section class="verdict" aria-label="Verdict">${state(verdict.shape)}<p class="big">${verdict.sentence}</p>${verdict.because.map((text) => html`<p>${text}</p>`)}${done === null ? null : html`<p role="status"><b>${done}</b></p>`}${actsOf(run.id, acts, csrf)}</section>
${factsOf(data)}
<section class="sec" aria-labelledby="time"><div class="sh"><h2 id="time">Time by attempt</h2><span class="q">${zone}</span></div>
${gantt({
  ...{ rows: timelineOf(run, why, at), now: at, isOver: run.finishedAt !== null, zone },
  deadline: run.deadlines[0] === undefined ? null : Date.parse(run.deadlines[0].at),
  linkOf: (label) =>
    run.tasks.some(({ name }) => name === label)
      ? `${base}?task=${encodeURIComponent(label)}#log`
      : null,
})}</section>
<div class="cols"><div>${logOf(data)}${outputsOf(run)}</div>
<div><section class="sec"><div class="sh"><h2>${run.finishedAt === null ? "Why it waits" : "What became of it"}</h2><span class="q"><code>trunkline why ${run.id}</code></span></div><ol class="steps">${why.reasons.slice(0, 12).map((one) => html`<li>${state(one.holds === true ? "ok" : one.kind === "running" ? "run" : one.kind === "finished" ? shapeOfEnd(run) : "wait")}<span>${one.task === null ? null : html`<b>${one.task}</b>: `}${one.message}</span>${one.change === null && one.since === null ? null : html`<span class="w">${one.since === null ? null : html`Since ${since(one.since, zone, now)}. `}${one.change}</span>`}</li>`)}</ol>${why.reasons.length > 12 ? html`<p class="q">And ${why.reasons.length - 12} more.</p>` : null}</section>
<section class="sec"><div class="sh"><h2>Where it comes from</h2></div>${provenanceOf(run, zone, now)}</section></div></div>
${tasksOf(data)}`,
  };
}

const shapeOfEnd = (run: RunView) =>
  run.state === "succeeded" ? "ok" : run.state === "failed" ? "fail" : "off";

function factsOf({ run, zone, now }: RunData): Html {
  const count = (name: string) => run.tasks.filter((task) => task.state === name).length;
  const parts = ["succeeded", "failed", "running", "ready", "waiting", "skipped", "cancelled"]
    .map((name) => [count(name), name] as const)
    .filter(([n]) => n > 0);
  const [deadline] = run.deadlines;
  return html`<dl class="facts"><div><dt>Tasks</dt><dd>${parts.map(([n, name]) => `${n} ${name}`).join(", ")} of ${run.tasks.length}</dd></div>
${deadline === undefined ? html`<div><dt>Deadline</dt><dd class="q">none</dd></div>` : html`<div><dt>Deadline</dt><dd>${timeOf(deadline.at, minuteText(deadline.at, zone))} <span class="q">${deadline.state}</span></dd></div>${deadline.expectedAt === null ? null : html`<div><dt>Forecast</dt><dd>${timeOf(deadline.expectedAt, minuteText(deadline.expectedAt, zone))}</dd></div>`}`}
<div><dt>Due</dt><dd>${timeOf(run.dueAt, timeText(run.dueAt, zone, now))} <span class="q">${zone}</span></dd></div>
${run.finishedAt === null ? null : html`<div><dt>Ended</dt><dd>${since(run.finishedAt, zone, now)} <span class="q">ago</span></dd></div>`}
<div><dt>Parameters</dt><dd>${Object.keys(run.params).length === 0 ? html`<span class="q">none</span>` : Object.entries(run.params).map(([name, value], n) => html`${n > 0 ? ", " : null}${name} <code>${String(value)}</code>`)}</dd></div>
<div><dt>Trace</dt><dd>${run.finishedAt === null ? html`<code>${run.traceId.slice(0, 12)}…</code>` : html`<a href="/api/v1/runs/${run.id}/trace"><code>${run.traceId.slice(0, 12)}…</code></a>`}</dd></div>
${run.overrides.length === 0 ? null : html`<div><dt>Changed by hand</dt><dd>${run.overrides.map(({ what, actor }) => `${what} (${actor})`).join("; ")}</dd></div>`}</dl>`;
}

/** The script fills it from the stream of the API; without one the raw output is a link away. */
function logOf({ run, log }: RunData): Html | null {
  if (log === null) return null;
  const task = run.tasks.find(({ name }) => name === log.task);
  const attempts = task?.attempts ?? [];
  const of = `task=${encodeURIComponent(log.task)}`;
  const raw = `/api/v1/runs/${run.id}/logs?format=text&${of}${log.attempt === null ? "" : `&attempt=${log.attempt}`}`;
  const isOpen = task !== undefined && run.finishedAt === null;
  return html`<section class="sec" id="log" aria-labelledby="log-title"><div class="sh"><h2 id="log-title">Log</h2><span class="q">${log.task}${log.attempt === null ? "" : `, attempt ${log.attempt}`}, secrets masked</span><span class="r">${attempts.length < 2 ? null : html`${attempts.map(({ attempt }) => (attempt === log.attempt ? html`<b>${attempt}</b> ` : html`<a href="?${of}&amp;attempt=${attempt}#log" aria-label="Attempt ${attempt}">${attempt}</a> `))}· `}<a href="${raw}">Raw</a></span></div>
<div class="log" id="log-lines" tabindex="0" role="log" aria-label="Log of ${log.task}" data-keep data-run="${run.id}" data-task="${log.task}" data-attempt="${log.attempt ?? ""}" data-follow="${isOpen ? "yes" : ""}"><ol></ol></div>
<form class="find-log" id="log-find" data-keep><label>Search <input class="fld" name="q" type="search" maxlength="200" value="${log.query}"></label> <input type="hidden" name="task" value="${log.task}">${log.attempt === null ? null : html`<input type="hidden" name="attempt" value="${log.attempt}">`}<span class="q" id="log-said" role="status"></span> <span class="q"><kbd>n</kbd> next</span></form></section>`;
}

function outputsOf(run: RunView): Html {
  const rows = run.tasks.flatMap(({ name, outputs }) =>
    Object.entries(outputs).map(([key, value]) => [name, key, value] as const),
  );
  return html`<section class="sec"><div class="sh"><h2>Outputs</h2></div>${
    rows.length === 0
      ? html`<p class="q">No task has handed anything on.</p>`
      : html`<table class="t"><thead><tr><th>Task</th><th>Name</th><th>Value</th></tr></thead><tbody>${rows.slice(0, mostTasks).map(([task, name, value]) => html`<tr><td>${task}</td><td>${name}</td><td><code class="any">${typeof value === "object" ? JSON.stringify(value) : String(value)}</code></td></tr>`)}</tbody></table>`
  }</section>`;
}

function tasksOf({ run, zone, now }: RunData): Html {
  const shown = run.tasks.slice(0, mostTasks);
  return html`<section class="sec"><div class="sh"><h2>Tasks</h2><span class="q">${shown.length < run.tasks.length ? `the first ${shown.length} of ${run.tasks.length}` : String(run.tasks.length)}</span></div>
<table class="t stack" id="tasks"><thead><tr><th>State</th><th>Task</th><th>What</th><th>Began</th><th class="n">Took</th></tr></thead><tbody>${shown.map(
    (task, n) => {
      const last = task.attempts.at(-1);
      const took =
        last?.startedAt == null
          ? null
          : Date.parse(last.finishedAt ?? now) - Date.parse(last.startedAt);
      return html`<tr id="task-${n}"><td>${stateOf(task.state)}</td><td><a class="nm" href="?task=${encodeURIComponent(task.name)}#log">${task.name}</a>${task.attempts.length > 1 ? html` <span class="q">${task.attempts.length} attempts</span>` : null}</td><td class="full">${task.mark === null ? null : `Marked ${task.mark.state} by ${task.mark.actor}: ${task.mark.reason}. `}${last?.message ?? task.message ?? ""}${task.child === null ? null : html` <a href="/runs/${task.child.run}">run ${task.child.run} of ${task.child.pipeline}</a>`}</td><td class="nw" data-l="began">${last?.startedAt == null ? html`<span class="q">${run.finishedAt === null ? "not yet" : "never"}</span>` : timeText(last.startedAt, zone, now)}</td><td class="n" data-l="took">${took === null ? "" : lengthOf(took)}</td></tr>`;
    },
  )}</tbody></table></section>`;
}
