// Today: what needs a person, until when, and what caused it.

import type {
  DeployedView,
  DueView,
  LoadView,
  ProjectView,
  RunSummary,
  SharedWaitView,
  ThreatView,
  UsualView,
} from "#api/types.ts";
import type { Cause } from "#core/today/causes.ts";
import { keyOfShared } from "#core/today/shared-waits.ts";
import { type Html, html } from "../html.ts";
import { type Shape, state } from "../state.ts";
import { dayText, minuteText, timeText } from "../times.ts";
import { causesOf } from "../today/causes.ts";
import { type Clocks, clocksOf } from "../today/clocks.ts";
import { deployedOf, notAsInGit, togetherOf } from "../today/estate.ts";
import {
  type Asked,
  deadlinesOf,
  dueOf,
  peopleOf,
  type Running,
  runningOf,
} from "../today/lists.ts";
import { loadOf } from "../today/load.ts";
import type { Screen } from "./screen.ts";

export interface TodayData {
  now: string;
  /** In which times of the page are that are of no pipeline. */
  zone: string;
  /** Zones of the pipelines that it speaks of. */
  usual: readonly UsualView[];
  causes: readonly Cause<SharedWaitView>[];
  waits: readonly SharedWaitView[];
  approvals: readonly Asked[];
  running: readonly Running[];
  waiting: number;
  /** There are more than were counted. */
  more: { running: boolean; waiting: boolean };
  onTrack: readonly ThreatView[];
  due: DueView;
  load: LoadView;
  deployed: readonly DeployedView[];
  projects: readonly ProjectView[];
  /** Only of this project. */
  project: string | null;
  /** By id: runs that failed, with what they lead back to. */
  failed: ReadonlyMap<string, RunSummary>;
}

const dayMs = 86_400_000;

export function todayScreen(data: TodayData): Screen {
  const { now, zone, causes, approvals, running, waiting, projects, project, due, load } = data;
  const clocks = clocksOf(now, zone, data.usual);
  const all = causes.flatMap(({ runs }) => runs);
  const count = (...states: string[]) => all.filter((one) => states.includes(one.state)).length;
  const hours = (name: "succeeded" | "began") =>
    load.hours.reduce((sum, one) => sum + one[name], 0);
  const recent = data.deployed.filter(
    ({ appliedAt }) => Date.parse(now) - Date.parse(appliedAt) < dayMs,
  );
  const caused = new Set(
    causes.flatMap(({ shared }) => (shared === null ? [] : [keyOfShared(shared)])),
  );
  const together = data.waits.filter((one) => !caused.has(keyOfShared(one)));
  const inTrouble = new Set(all.map((one) => `${one.project}/${one.pipeline}`));
  return {
    title: "Today",
    current: "/",
    watch: ["all"],
    body: html`<div class="head"><h1>Today</h1><span class="q nw">${dayText(now, zone)}, ${minuteText(now, zone)} ${zone}</span>${filterOf(projects, project)}</div>
<nav class="counts" aria-label="Counts, each leads to its part">
${countOf("fail", count("failed"), "runs failed in 24 h", "#causes")}
${countOf("risk", count("late", "at-risk"), "runs late or at risk", "#causes")}
${countOf("person", approvals.length, "wait for a person", "#people")}
${countOf("wait", waiting, "wait for something else", together.length > 0 ? "#together" : "/runs?state=waiting", data.more.waiting)}
${countOf("run", running.length, "running", "#running", data.more.running)}
${countOf(null, due.withinHour, "due within the hour", "#due")}
${countOf("ok", hours("succeeded"), `succeeded of ${hours("began").toLocaleString("en")} begun today`, "#load")}</nav>
<div class="cols three"><div>
<section class="sec" aria-labelledby="causes"><div class="sh"><h2 id="causes">${causes.length === 0 ? "Nothing is failed, late or at risk" : `${causes.length} ${causes.length === 1 ? "cause" : "causes, the most urgent first"}`}</h2>${causes.length === 0 ? html`<span class="q">0 runs failed since ${timeText(new Date(Date.parse(now) - dayMs).toISOString(), zone, now)}.</span>` : html`<span class="q">By the time left to act. One cause holds all the runs that it explains.</span>`}</div>
${causesOf({ clocks, causes, failed: data.failed, deployed: recent })}</section>
${togetherOf(together, clocks)}
${notAsInGit(projects)}
</div><div>
${besides(data, clocks)}
</div><div class="third">
${loadOf(load)}
${deployedOf(data.deployed, inTrouble, clocks)}
</div></div>`,
  };
}

const besides = ({ approvals, running, onTrack, due }: TodayData, clocks: Clocks): Html =>
  html`${peopleOf(approvals, clocks)}
${runningOf(running, clocks)}
${deadlinesOf(onTrack, clocks)}
${dueOf(due, clocks)}`;

const countOf = (
  shape: Shape | null,
  count: number,
  what: string,
  href: string,
  more = false,
): Html =>
  html`<a href="${href}"><span class="v">${shape === null ? null : state(shape)}${count.toLocaleString("en")}${more ? " or more" : ""}</span>${what}</a>`;

const filterOf = (projects: readonly ProjectView[], project: string | null): Html | null =>
  projects.length < 2 && project === null
    ? null
    : html`<form class="acts" action="/"><label>Project <select class="fld" name="project"><option value="">All</option>${projects.map(({ name }) => html`<option${name === project ? html` selected` : null}>${name}</option>`)}</select></label><button class="b">Show</button></form>`;
