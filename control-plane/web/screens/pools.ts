// Pools, locks and rates: who has them, and who waits for what.

import type { PoolView, ProjectView } from "#api/types.ts";
import { field, sharedTabs } from "../estate-tabs.ts";
import { type Html, html } from "../html.ts";
import { editInGit } from "../in-git.ts";
import { state } from "../state.ts";
import { lengthOf, since } from "../times.ts";
import type { Screen } from "./screen.ts";

export interface PoolsData {
  now: string;
  project: string | undefined;
  pools: readonly PoolView[];
  /** Where their files are. */
  projects: readonly ProjectView[];
}

export function poolsScreen({ now, project, pools, projects }: PoolsData): Screen {
  const waited = pools.filter(({ waiting }) => waiting > 0);
  const waiting = waited.reduce((sum, one) => sum + one.waiting, 0);
  const sorted = [...pools].sort((a, b) => b.waiting - a.waiting);
  return {
    title: "Pools",
    current: "/pools",
    watch: ["all"],
    body: html`<div class="head"><h1>Pools</h1><span class="q">units, locks and rates that tasks share; declared in <code>pools.yaml</code> in Git</span></div>
${sharedTabs("/pools")}
<form class="filter" action="/pools">${field("project", "Declared by project", project)}<button class="b">Show</button></form>
<section class="verdict" aria-label="Verdict">${state(waiting > 0 ? "wait" : "ok")}<p class="big">${
      waiting === 0
        ? "No task waits for a pool."
        : `${waiting} ${waiting === 1 ? "task waits" : "tasks wait"} for ${waited
            .map(({ name }) => name)
            .slice(0, 3)
            .join(", ")}${waited.length > 3 ? " and others" : ""}.`
    }</p></section>
${pools.length === 0 ? html`<p class="q">No pool is declared that you may see: <a href="/docs/pools.md">pools</a>.</p>` : tableOf(sorted, projects)}
${sorted.filter(({ users, next }) => users.length + next.length > 0).map((one) => usersOf(one, now))}`,
  };
}

const tableOf = (pools: readonly PoolView[], projects: readonly ProjectView[]): Html =>
  html`<table class="t stack" id="pools"><thead><tr><th>Pool</th><th>Kind</th><th>Declared by</th><th>What</th><th class="n">Taken</th><th class="n">Waiting</th><th>File</th></tr></thead><tbody>${pools.map(
    ({ name, kind, project, description, units, perSeconds, used, waiting }) =>
      html`<tr id="pool-${project ?? ""}-${name}"><td><a class="nm" href="#users-${project ?? ""}-${name}">${name}</a></td><td>${kind}</td><td data-l="declared by">${project ?? "all projects"}</td><td class="full">${description ?? html`<span class="q">no description</span>`}</td><td class="n" data-l="taken">${used} of ${units}${kind === "lock" ? "" : " units"}${perSeconds === null ? "" : ` in ${lengthOf(perSeconds * 1000)}`}</td><td class="n" data-l="waiting">${waiting === 0 ? "0" : html`<b>${waiting}</b>`}</td><td>${editInGit(projects, project, "pools.yaml")}</td></tr>`,
  )}</tbody></table>`;

function usersOf({ name, project, users, next, waiting }: PoolView, now: string): Html {
  const row = (shape: "run" | "wait" | "fail", word: string, user: PoolView["users"][number]) =>
    html`<tr><td><span class="st">${state(shape)}${word}</span></td><td><a class="nm" href="/runs/${user.run}">${user.pipeline}</a> <span class="q">${user.project}</span></td><td>${user.task}</td><td>${user.takes}</td><td>${since(user.since, "UTC", now)}</td></tr>`;
  return html`<section class="sec" id="users-${project ?? ""}-${name}"><div class="sh"><h2>${name}</h2><span class="q">${users.length} hold it, ${waiting} wait, in their order; times in UTC</span></div><table class="t stack"><thead><tr><th>State</th><th>Run of</th><th>Task</th><th>Takes</th><th>Since</th></tr></thead><tbody>${users.map((user) => row(user.kept ? "fail" : "run", user.kept ? "Failed, keeps it" : "Has it", user))}${next.map((user) => row("wait", "Waits", user))}</tbody></table>${waiting > next.length ? html`<p class="q">And ${waiting - next.length} more wait.</p>` : null}</section>`;
}
