// Events and variables: what is there, since when and by whom.

import type { EventView, VariableView } from "#api/types.ts";
import { field, sharedTabs } from "../estate-tabs.ts";
import { type Html, html } from "../html.ts";
import { addressOf } from "../paging.ts";
import { state } from "../state.ts";
import { since } from "../times.ts";
import type { Screen } from "./screen.ts";

export interface FactsData<T> {
  now: string;
  csrf: string | null;
  items: readonly T[];
  /** How many more there are after these. */
  from: number;
  total: number;
  query: { project?: string | undefined; name?: string | undefined };
  done: string | null;
}

const byOf = ({ actor, run, reason }: Pick<EventView, "actor" | "run" | "reason">): Html =>
  html`${run === null ? (actor ?? "nobody known") : html`<a href="/runs/${run}">run ${run}</a>`}${reason === null ? null : html` <span class="q">${reason}</span>`}`;

const filterOf = (path: string, { project, name }: FactsData<unknown>["query"]): Html =>
  html`<form class="filter" action="${path}">${field("project", "Project", project)}${field("name", "Name", name)}<button class="b">Show</button></form>`;

const moreOf = (path: string, { from, total, items, query }: FactsData<unknown>): Html | null =>
  from + items.length >= total && from === 0
    ? null
    : html`<nav class="acts pages" aria-label="Pages">${from === 0 ? null : html`<a class="b" href="${addressOf(path, query)}">First page</a>`}${from + items.length >= total ? html`<span class="q">The last page</span>` : html`<a class="b" rel="next" href="${addressOf(path, { ...query, from: `${from + items.length}` })}">Next page</a>`}</nav>`;

export function eventsScreen(data: FactsData<EventView>): Screen {
  const { now, csrf, items, total, query, done } = data;
  return {
    title: "Events",
    current: "/pools",
    watch: ["all"],
    body: html`<div class="head"><h1>Events</h1><span class="q">${total} there, until somebody clears them</span></div>
${sharedTabs("/events")}${done === null ? null : html`<p role="status" class="done">${state("ok")} ${done}</p>`}
${filterOf("/events", query)}
<details class="acts-of" id="raise"><summary class="b">Raise or clear an event…</summary><form class="act" method="post" action="/events/act"><input type="hidden" name="csrf" value="${csrf ?? ""}">${field("project", "Project", query.project)}${field("event", "Event", query.name)}${field("date", "Date", "")}<label>Reason <input class="fld" name="reason" required maxlength="1000" autocomplete="off"></label><button class="b" name="act" value="emit">Raise</button><button class="b" name="act" value="clear">Clear</button><span class="q">What waits for it may start at once. The date is YYYY-MM-DD, or static.</span></form></details>
${items.length === 0 ? html`<p class="q">No event ${query.name ? `named ${query.name} ` : ""}is there${query.project ? ` in ${query.project}` : ""}: what awaits one waits on.</p>` : html`<table class="t stack" id="events"><thead><tr><th>Event</th><th>Date</th><th>Project</th><th>Since, UTC</th><th>By</th></tr></thead><tbody>${items.map((one) => html`<tr><td><b>${one.name}</b></td><td class="nw">${one.date}</td><td data-l="project">${one.project}</td><td>${since(one.at, "UTC", now)}</td><td class="full">${byOf(one)}</td></tr>`)}</tbody></table>`}${moreOf("/events", data)}`,
  };
}

export function variablesScreen(data: FactsData<VariableView>): Screen {
  const { now, items, total, query } = data;
  return {
    title: "Variables",
    current: "/pools",
    watch: ["all"],
    body: html`<div class="head"><h1>Variables</h1><span class="q">${total} with a value that conditions compare</span></div>
${sharedTabs("/variables")}${filterOf("/variables", query)}
${items.length === 0 ? html`<p class="q">No variable ${query.name ? `named ${query.name} ` : ""}has a value${query.project ? ` in ${query.project}` : ""}.</p>` : html`<table class="t stack" id="variables"><thead><tr><th>Variable</th><th>Value</th><th>Project</th><th>Since, UTC</th><th>By</th></tr></thead><tbody>${items.map((one) => html`<tr><td><b>${one.name}</b></td><td class="full"><code class="any">${one.value}</code></td><td data-l="project">${one.project}</td><td>${since(one.at, "UTC", now)}</td><td class="full">${byOf(one)}</td></tr>`)}</tbody></table>`}${moreOf("/variables", data)}`,
  };
}
