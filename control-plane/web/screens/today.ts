// Today: what needs a person, until when, and what caused it.

import { type Html, html } from "../html.ts";
import { type Shape, state, stateOf } from "../state.ts";
import { since } from "../times.ts";
import type { Screen } from "./screen.ts";

export interface TodayRun {
  id: string;
  pipeline: string;
  state: string;
  reason: string | null;
  since: string;
}

export interface TodayData {
  now: string;
  zone: string;
  failed: readonly TodayRun[];
  waiting: readonly TodayRun[];
  running: readonly TodayRun[];
}

export function todayScreen({ now, zone, failed, waiting, running }: TodayData): Screen {
  return {
    title: "Today",
    current: "/",
    watch: ["all"],
    body: html`<div class="head"><h1>Today</h1></div>
<nav class="counts" aria-label="Counts">${countOf("fail", failed.length, "runs failed")}${countOf("wait", waiting.length, "wait")}${countOf("run", running.length, "running")}</nav>
${[...failed, ...waiting, ...running].length === 0 ? html`<p class="q">No run has failed, waits or is under way.</p>` : tableOf([...failed, ...waiting, ...running], zone, now)}`,
  };
}

const countOf = (shape: Shape, count: number, what: string): Html =>
  html`<a href="/"><span class="v">${state(shape)}${count}</span>${what}</a>`;

const tableOf = (runs: readonly TodayRun[], zone: string, now: string): Html =>
  html`<table class="t stack"><thead><tr><th>State</th><th>Run</th><th>What</th><th>Since</th></tr></thead><tbody>${runs.map(
    (run) =>
      html`<tr id="run-${run.id}"><td>${stateOf(run.state)}</td><td><a class="nm" href="/runs/${run.id}">${run.pipeline}</a></td><td class="full">${run.reason ?? ""}</td><td>${since(run.since, zone, now)}</td></tr>`,
  )}</tbody></table>`;
