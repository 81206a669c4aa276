// Today: what needs a person, until when, and what caused it.

import type { ApprovalView, DayView, ProjectView, RunSummary } from "#api/types.ts";
import type { Cause, Troubled } from "#core/today/causes.ts";
import { type Html, html } from "../html.ts";
import { type Shape, state, stateWord } from "../state.ts";
import { dayText, lengthOf, minuteText, since, timeText } from "../times.ts";
import type { Screen } from "./screen.ts";

export interface TodayData {
  now: string;
  /** In which all times of the page are. */
  zone: string;
  causes: readonly Cause[];
  approvals: readonly ApprovalView[];
  running: readonly RunSummary[];
  waiting: number;
  day: DayView;
  projects: readonly ProjectView[];
  /** Only of this project. */
  project: string | null;
  /** By id: runs that failed, with what they lead back to. */
  failed: ReadonlyMap<string, RunSummary>;
}

const mostShown = 8;

export function todayScreen(data: TodayData): Screen {
  const { now, zone, causes, approvals, running, waiting, day, projects, project } = data;
  const all = causes.flatMap(({ runs }) => runs);
  const count = (...states: string[]) => all.filter((one) => states.includes(one.state)).length;
  const broken = projects.filter(({ broken, sync }) => broken > 0 || sync.state !== "Synced");
  return {
    title: "Today",
    current: "/",
    watch: ["all"],
    body: html`<div class="head"><h1>Today</h1><span class="q nw">${dayText(now, zone)}, ${minuteText(now, zone)} ${zone}</span>${filterOf(projects, project)}</div>
<nav class="counts" aria-label="Counts, each leads to its part">
${countOf("fail", count("failed"), "runs failed in 24 h", "#causes")}
${countOf("risk", count("late", "at-risk"), "runs late or at risk", "#causes")}
${countOf("person", approvals.length, "wait for a person", "#people")}
${countOf("wait", waiting, "wait for something else", "#running")}
${countOf("run", running.length, "running", "#running")}
${countOf(null, day.counts.planned ?? 0, `still due for ${day.date}`, "#due")}
${countOf("ok", day.counts.succeeded ?? 0, `succeeded of ${totalOf(day)} due for ${day.date}`, `#due`)}</nav>
<div class="cols"><div>
<section class="sec" aria-labelledby="causes"><div class="sh"><h2 id="causes">${causes.length === 0 ? "Nothing is failed, late or at risk" : `${causes.length} ${causes.length === 1 ? "cause" : "causes, the most urgent first"}`}</h2>${causes.length === 0 ? html`<span class="q">0 runs failed since ${timeText(dayBefore(now), zone, now)}.</span>` : html`<span class="q">By the time left to act. One cause holds all the runs that it explains.</span>`}</div>
<div id="cause-list" data-rows>${causes.map((cause) => causeOf(cause, data))}</div></section>
${broken.length === 0 ? null : brokenOf(broken)}
</div><div>
${peopleOf(approvals, zone, now)}
${runningOf(running, now)}
${dueOf(day, zone, now)}
</div></div>`,
  };
}

const dayBefore = (now: string): string => new Date(Date.parse(now) - 86_400_000).toISOString();

const totalOf = ({ counts }: DayView): number =>
  Object.values(counts).reduce<number>((sum, count) => sum + (count ?? 0), 0);

const countOf = (shape: Shape | null, count: number, what: string, href: string): Html =>
  html`<a href="${href}"><span class="v">${shape === null ? null : state(shape)}${count.toLocaleString("en")}</span>${what}</a>`;

const filterOf = (projects: readonly ProjectView[], project: string | null): Html | null =>
  projects.length < 2 && project === null
    ? null
    : html`<form class="acts" action="/"><label>Project <select class="fld" name="project"><option value="">All</option>${projects.map(({ name }) => html`<option${name === project ? html` selected` : null}>${name}</option>`)}</select></label><button class="b">Show</button></form>`;

const words: Readonly<Record<Troubled["state"], readonly [Shape, string]>> = {
  failed: ["fail", "Failed"],
  late: ["risk", "Late"],
  "at-risk": ["risk", "At risk"],
  waiting: ["wait", "Waiting"],
};

function causeOf({ root, runs, deadline }: Cause, { zone, now, failed }: TodayData): Html {
  const [shape] = words[root.state];
  const count = (name: Troubled["state"]) => runs.filter((one) => one.state === name).length;
  const counts = (["failed", "late", "at-risk", "waiting"] as const)
    .map((name) => [count(name), words[name][1].toLowerCase()] as const)
    .filter(([n]) => n > 0)
    .map(([n, word]) => `${n} ${word}`)
    .join(", ");
  const from = failed.get(root.run)?.revision;
  const shown = runs.slice(0, mostShown);
  return html`<article class="cause" id="cause-${root.run}" data-row>${state(shape)}
<div class="ct"><h3><a class="nm" href="/runs/${root.run}">${root.pipeline}</a> ${titleOf(root)}</h3><span class="due">${dueTextOf(deadline, zone, now)}</span></div>
<div class="body"><p><b>${counts}.</b>${from === undefined ? null : html` It runs what <code>${from.changedIn.slice(0, 8)}</code> ${from.change === undefined ? null : html`(#${from.change}) `}of ${from.author.replace(/ <.*$/, "")} made of it: “${from.subject}”.`}</p>
<table class="t stack"><thead><tr><th>State</th><th>Run</th><th>What</th><th>Since</th><th class="n">Finish by</th><th class="n">Forecast</th></tr></thead><tbody>${shown.map((one) => rowOf(one, zone, now))}</tbody></table>
${runs.length > shown.length ? html`<p class="q">And ${runs.length - shown.length} more.</p>` : null}
<div class="acts"><a class="b" href="/runs/${root.run}">${root.state === "failed" ? "Open the run" : "Why it waits"}</a><a class="b" href="/pipelines/${root.project}/${root.pipeline}">Pipeline</a></div></div></article>`;
}

const titleOf = ({ state: name, what }: Troubled): string =>
  name === "failed"
    ? `failed: ${what}`
    : name === "late"
      ? `is late: ${what}`
      : `may be late: ${what}`;

function dueTextOf(deadline: string | null, zone: string, now: string): Html {
  if (deadline === null) return html`<span class="q">No deadline</span>`;
  const left = Date.parse(deadline) - Date.parse(now);
  return left >= 0
    ? html`<b>Deadline ${minuteText(deadline, zone)}</b> <span class="age">in ${lengthOf(left)}</span>`
    : html`<b class="risk">Deadline ${minuteText(deadline, zone)}</b> <span class="age">${lengthOf(left)} ago</span>`;
}

function rowOf(one: Troubled, zone: string, now: string): Html {
  const [shape, word] = words[one.state];
  const over =
    one.expectedAt === null || one.deadline === null
      ? null
      : Date.parse(one.expectedAt) - Date.parse(one.deadline);
  return html`<tr id="run-${one.run}"><td class="nw">${stateWord(shape, word)}</td><td><a class="nm" href="/runs/${one.run}">${one.pipeline}</a> <span class="q nw">run ${one.run}</span></td><td class="full">${one.what}</td><td class="nw" data-l="since">${since(one.since, zone, now)}</td><td class="n" data-l="finish by">${one.deadline === null ? html`<span class="q">none</span>` : minuteText(one.deadline, zone)}</td><td class="n" data-l="forecast">${
    one.state === "failed"
      ? html`<span class="q">not running</span>`
      : one.expectedAt === null
        ? html`<span class="q">unknown</span>`
        : html`${minuteText(one.expectedAt, zone)} ${over === null ? null : over > 0 ? html`<b class="risk nw">${lengthOf(over)} late</b>` : html`<span class="q nw">${lengthOf(over)} left</span>`}`
  }</td></tr>`;
}

const brokenOf = (projects: readonly ProjectView[]): Html =>
  html`<section class="sec" aria-labelledby="sync"><div class="sh"><h2 id="sync">Not as Git has it</h2></div><table class="t stack"><thead><tr><th>Project</th><th>State</th><th>What</th></tr></thead><tbody>${projects.map(
    ({ name, sync, broken, deployed }) =>
      html`<tr><td><a class="nm" href="/deployments">${name}</a></td><td class="nw">${stateWord(sync.state === "Synced" ? "risk" : "neq", sync.state)}</td><td class="full">${sync.reason ?? ""}${broken > 0 ? ` ${broken} broken ${broken === 1 ? "file" : "files"}: what was deployed before goes on.` : ""}${deployed === null ? " Nothing is deployed yet." : ""}</td></tr>`,
  )}</tbody></table></section>`;

const peopleOf = (approvals: readonly ApprovalView[], zone: string, now: string): Html =>
  html`<section class="sec" aria-labelledby="people"><div class="sh"><h2 id="people">Waiting for a person</h2><span class="q">${approvals.length}</span></div>${
    approvals.length === 0
      ? html`<p class="q">No task waits for an approval.</p>`
      : html`<table class="t"><thead><tr><th>Run, task</th><th class="n">Waits</th><th><span class="vh">Act</span></th></tr></thead><tbody>${approvals.map(
          (one) =>
            html`<tr><td><a class="nm" href="/runs/${one.run}">${one.pipeline}</a> <span class="q">${one.task}, ${one.given} of ${one.count}${one.by.length > 0 ? ` from ${one.by.join(", ")}` : ""}${one.deadline === null ? "" : `, until ${minuteText(one.deadline, zone)}`}</span></td><td class="n"><span data-since="${one.since}">${lengthOf(Date.parse(now) - Date.parse(one.since))}</span></td><td class="n"><a class="b" href="/runs/${one.run}#acts">Review…</a></td></tr>`,
        )}</tbody></table>`
  }</section>`;

const runningOf = (running: readonly RunSummary[], now: string): Html =>
  html`<section class="sec" aria-labelledby="running"><div class="sh"><h2 id="running">Running</h2><span class="q">${running.length > mostShown ? `${mostShown} of ${running.length}, ` : ""}${running.length === 0 ? "" : "the longest first"}</span></div>${
    running.length === 0
      ? html`<p class="q">Nothing runs.</p>`
      : html`<table class="t"><thead><tr><th>Pipeline</th><th class="n">Running</th></tr></thead><tbody>${running
          .slice(0, mostShown)
          .map(
            (run) =>
              html`<tr><td><a class="nm" href="/runs/${run.id}">${run.pipeline}</a> <span class="q nw">for ${run.date}</span></td><td class="n"><span data-since="${run.startedAt ?? run.createdAt}">${lengthOf(Date.parse(now) - Date.parse(run.startedAt ?? run.createdAt))}</span></td></tr>`,
          )}</tbody></table>`
  }</section>`;

const dueOf = ({ planned, date }: DayView, zone: string, now: string): Html =>
  html`<section class="sec" aria-labelledby="due"><div class="sh"><h2 id="due">Due next</h2><span class="q">${planned.length > mostShown ? `${mostShown} of ${planned.length} ` : ""}for ${date}</span></div>${
    planned.length === 0
      ? html`<p class="q">No schedule has a due time for ${date} that is still to come.</p>`
      : html`<table class="t"><thead><tr><th>Pipeline</th><th class="n">At</th><th class="n">In</th></tr></thead><tbody>${planned
          .slice(0, mostShown)
          .map(
            (one) =>
              html`<tr><td><a class="nm" href="/pipelines/${one.project}/${one.pipeline}">${one.pipeline}</a></td><td class="n">${timeText(one.dueAt, zone, now)}</td><td class="n">${lengthOf(Date.parse(one.dueAt) - Date.parse(now))}</td></tr>`,
          )}</tbody></table>`
  }</section>`;
