// The lists beside the causes: who is waited for, what runs against what is usual, which deadlines are near, what is due next.

import type { ApprovalView, DueView, RunSummary, ThreatView } from "#api/types.ts";
import { type Html, html } from "../html.ts";
import { state } from "../state.ts";
import { lengthOf } from "../times.ts";
import { runPath } from "./causes.ts";
import type { Clocks } from "./clocks.ts";

const mostShown = 8;
/** Longer than usual by so much is worth a look. */
const slowFactor = 1.5;

export interface Asked extends ApprovalView {
  /** Why whoever reads may not answer; null: they may, or nobody has asked. */
  refused: string | null;
}

const section = (id: string, title: string, note: string, more: Html | null, body: Html): Html =>
  html`<section class="sec" aria-labelledby="${id}"><div class="sh"><h2 id="${id}">${title}</h2><span class="q">${note}</span>${more}</div>${body}</section>`;
const all = (href: string, word: string): Html => html`<a class="r" href="${href}">${word}</a>`;
const before = (now: string, then: string): number => Date.parse(now) - Date.parse(then);

export const peopleOf = (approvals: readonly Asked[], clocks: Clocks): Html =>
  section(
    "people",
    "Waiting for a person",
    approvals.length > mostShown ? `${mostShown} of ${approvals.length}` : `${approvals.length}`,
    null,
    approvals.length === 0
      ? html`<p class="q">No task waits for an approval.</p>`
      : html`<table class="t"><thead><tr><th>Run, task</th><th class="n">Waits</th><th><span class="vh">Act</span></th></tr></thead><tbody>${approvals.slice(0, mostShown).map((one) => personRow(one, clocks))}</tbody></table>`,
  );

function personRow(one: Asked, clocks: Clocks): Html {
  const from = one.by.length > 0 ? ` from ${one.by.join(", ")}` : "";
  const until = one.deadline === null ? null : html`, until ${clocks.minute(one.deadline, one)}`;
  return html`<tr id="ask-${one.run}-${one.task}"><td><a class="nm" href="${runPath(one.run)}">${one.pipeline}</a> <span class="q">${one.task}, ${one.given} of ${one.count}${from}${until}</span></td><td class="n"><span data-since="${one.since}">${lengthOf(before(clocks.now, one.since))}</span></td><td class="n">${one.refused === null ? html`<a class="b" href="${runPath(one.run)}#acts">Review…</a>` : html`<span class="q nw" title="${one.refused}">not you</span>`}</td></tr>`;
}

export interface Running extends RunSummary {
  /** Milliseconds; null: too few runs tell. */
  usualMs: number | null;
}

const tookOf = (run: RunSummary, now: string): number =>
  before(now, run.startedAt ?? run.createdAt);

/** The slowest against what is usual first; those of which nothing is known by how long they run. */
export const bySlowness = (running: readonly Running[], now: string): Running[] => {
  const part = (one: Running) => (one.usualMs ? tookOf(one, now) / one.usualMs : -1);
  return running.toSorted((a, b) => part(b) - part(a) || tookOf(b, now) - tookOf(a, now));
};

export function runningOf(running: readonly Running[], clocks: Clocks): Html {
  const shown = bySlowness(running, clocks.now).slice(0, mostShown);
  const note = `${running.length > mostShown ? `${mostShown} of ${running.length}, ` : ""}${running.length === 0 ? "" : "the slowest against usual first"}`;
  return section(
    "running",
    "Running",
    note,
    running.length > mostShown ? all("/runs?state=running", `All ${running.length}`) : null,
    running.length === 0
      ? html`<p class="q">Nothing runs.</p>`
      : html`<table class="t"><thead><tr><th>Pipeline</th><th class="n">Running</th><th class="n">Usual (p50)</th></tr></thead><tbody>${shown.map((run) => runningRow(run, clocks.now))}</tbody></table>`,
  );
}

function runningRow(run: Running, now: string): Html {
  const took = tookOf(run, now);
  const age = html`<span data-since="${run.startedAt ?? run.createdAt}">${lengthOf(took)}</span>`;
  const isSlow = run.usualMs !== null && took > run.usualMs * slowFactor && took > 60_000;
  return html`<tr id="running-${run.id}"><td><a class="nm" href="${runPath(run.id)}">${run.pipeline}</a> <span class="q nw">for ${run.date}</span></td><td class="n">${isSlow ? html`${state("risk")}<span class="vh">longer than usual: </span> <b class="risk">${age}</b>` : age}</td><td class="n">${run.usualMs === null ? html`<span class="q">unknown</span>` : lengthOf(run.usualMs)}</td></tr>`;
}

/** How long is left: until the deadline from when it will probably be done; of what nothing is known, from now. */
export const marginOf = ({ at, expectedAt }: ThreatView, now: string): number =>
  Date.parse(at) - Math.max(Date.parse(expectedAt ?? now), Date.parse(now));

export function deadlinesOf(open: readonly ThreatView[], clocks: Clocks): Html | null {
  if (open.length === 0) return null;
  const sorted = open.toSorted((a, b) => marginOf(a, clocks.now) - marginOf(b, clocks.now));
  const shown = sorted.slice(0, mostShown);
  return section(
    "deadlines",
    "On track",
    `${open.length > mostShown ? `${mostShown} of ${open.length}, ` : ""}the least margin first`,
    null,
    html`<table class="t"><thead><tr><th>Pipeline</th><th class="n">Finish by</th><th class="n">Forecast</th><th class="n">Margin</th></tr></thead><tbody>${shown.map((one) => html`<tr id="margin-${one.run}-${one.at}"><td><a class="nm" href="${runPath(one.run)}">${one.pipeline}</a></td><td class="n">${clocks.minute(one.at, one)}</td><td class="n">${one.expectedAt === null ? html`<span class="q">unknown</span>` : clocks.minute(one.expectedAt, one)}</td><td class="n">${lengthOf(marginOf(one, clocks.now))}</td></tr>`)}</tbody></table>`,
  );
}

export function dueOf({ items, withinHour, now }: DueView, clocks: Clocks): Html {
  const shown = items.slice(0, mostShown);
  return section(
    "due",
    "Due next",
    `${withinHour.toLocaleString("en")} within the hour`,
    null,
    shown.length === 0
      ? html`<p class="q">No schedule has a due time that is still to come.</p>`
      : html`<table class="t"><thead><tr><th>Pipeline</th><th class="n">At</th><th class="n">In</th></tr></thead><tbody>${shown.map((one) => html`<tr><td><a class="nm" href="/pipelines/${encodeURIComponent(one.project)}/${encodeURIComponent(one.pipeline)}">${one.pipeline}</a></td><td class="n">${clocks.minute(one.dueAt, one)}</td><td class="n">${lengthOf(Date.parse(one.dueAt) - Date.parse(now))}</td></tr>`)}</tbody></table>`,
  );
}
