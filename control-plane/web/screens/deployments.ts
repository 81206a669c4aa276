// Deployments: where each project stands against its branch, what was deployed, and what keeps it from going on.

import type { LiveView } from "#api/live.ts";
import type { BrokenFileView, ProjectView } from "#api/types.ts";
import { actsOf } from "../deployments/acts.ts";
import {
  changeOf,
  type RevisionsData,
  revisionsOf,
  type ShownChange,
} from "../deployments/revisions.ts";
import { type Html, html } from "../html.ts";
import { pagingOf } from "../paging.ts";
import { findingOf } from "../source-lines.ts";
import { type Shape, state } from "../state.ts";
import { healthWord, syncWord } from "../sync-state.ts";
import { since, timeText } from "../times.ts";
import type { Screen } from "./screen.ts";

export interface DeploymentsData {
  now: string;
  csrf: string | null;
  projects: readonly ProjectView[];
  /** The project that is looked at; null: there is none. */
  shown: ShownProject | null;
  done: string | null;
}

export interface ShownProject {
  project: ProjectView;
  broken: { items: readonly BrokenFileView[]; next: string | null };
  /** Null: may not be seen. */
  live: LiveView | null;
  revisions: RevisionsData;
  change: ShownChange | null;
}

export function deploymentsScreen({ now, csrf, projects, shown, done }: DeploymentsData): Screen {
  return {
    title: shown === null ? "Deployments" : `Deployments of ${shown.project.name}`,
    current: "/deployments",
    watch: ["projects", ...(shown === null ? [] : [`in:${shown.project.name}`])],
    body: html`<div class="head"><h1>Deployments</h1><span class="q">${projects.length} ${projects.length === 1 ? "project" : "projects"}; what is on a branch is deployed, or held with its reason</span></div>
${done === null ? null : html`<p role="status" class="done">${state("ok")} ${done}</p>`}
${projects.length === 0 ? html`<p class="q">No project is known that you may see. A server is started with one, or a control repository registers it: <a href="/docs/projects.md">projects</a>.</p>` : tableOf(projects, shown?.project.name ?? null, now)}
${shown === null ? null : detailOf(shown, now, csrf)}`,
  };
}

const tableOf = (projects: readonly ProjectView[], chosen: string | null, now: string): Html =>
  html`<table class="t stack" id="projects"><thead><tr><th>Project</th><th>Environment</th><th>Sync</th><th>Health</th><th>Deployed</th><th>Since, UTC</th><th class="n">Pipelines</th><th class="n">Broken files</th><th>Looked at</th></tr></thead><tbody>${projects.map(
    ({ name, environment, sync, health, deployed, pipelines, broken }) =>
      html`<tr id="project-${name}"${name === chosen ? html` class="sel"` : null}><td><a class="nm" href="?project=${encodeURIComponent(name)}"${name === chosen ? html` aria-current="true"` : null}>${name}</a></td><td>${environment}</td><td>${syncWord(sync.state)}${sync.hold === null ? null : html` <span class="tag">held by hand</span>`}</td><td>${healthWord(health.status)}</td><td data-l="deployed">${deployed === null ? html`<span class="q">nothing yet</span>` : html`<code>${deployed.commit.slice(0, 8)}</code>`}</td><td data-l="since">${deployed === null ? html`<span class="q">never</span>` : since(deployed.appliedAt, "UTC", now)}</td><td class="n" data-l="pipelines">${pipelines}</td><td class="n" data-l="broken files">${broken === 0 ? html`<span class="q">0</span>` : html`<b class="fail">${broken}</b>`}</td><td data-l="looked at">${sync.checkedAt === null ? html`<span class="q">never</span>` : since(sync.checkedAt, "UTC", now)}</td></tr>`,
  )}</tbody></table>`;

function detailOf(
  { project, broken, live, revisions, change }: ShownProject,
  now: string,
  csrf: string | null,
): Html {
  const { name, sync, repository, branch, path } = project;
  const [shape, sentence] = verdictOf(project);
  return html`<section class="verdict" aria-label="Verdict">${state(shape)}<p class="big">${sentence}</p>
${sync.reason === null ? null : html`<p>${sync.reason}</p>`}
${sync.hold === null ? null : html`<p>Held by ${sync.hold.actor} since ${timeText(sync.hold.since, "UTC", now)} UTC${sync.hold.until === null ? null : html` until ${timeText(sync.hold.until, "UTC", now)} UTC`}: ${sync.hold.reason}</p>`}
<p class="q">Branch <code>${branch}</code> of <code class="any">${repository}</code>${path === "" ? null : html`, folder <code>${path}</code>`}</p>
${actsOf(project, csrf)}</section>
${
  broken.items.length === 0
    ? null
    : html`<section class="sec" id="broken"><div class="sh"><h2>Broken files</h2><span class="q">${project.broken}; what is deployed of them stays as it was</span></div>${broken.items.map(
        ({ path, name, commit, since: at, errors }) =>
          html`<article class="broken"><h3>${path}${name === null ? null : html` <span class="q">pipeline ${name}</span>`}</h3>${commit === null ? null : html`<p class="q">Since commit <code>${commit.slice(0, 8)}</code>${at === null ? null : html`, ${since(at, "UTC", now)} ago`}</p>`}${errors.map(findingOf)}</article>`,
      )}${pagingOf({ path: "/deployments", query: { ...revisions.query }, name: "broken" }, broken.next)}</section>`
}
${live === null ? null : liveOf(live, now)}
<section class="sec" id="revisions"><div class="sh"><h2>Revisions of ${name}</h2><span class="q">newest first; each shows its plan and evidence</span></div>${revisionsOf(revisions)}</section>
${change === null ? null : changeOf(change)}`;
}

function verdictOf({ name, sync, broken, environment, deployed }: ProjectView): [Shape, string] {
  const at = deployed === null ? "nothing" : deployed.commit.slice(0, 8);
  const newest = sync.observedCommit?.slice(0, 8) ?? "its branch";
  const files = broken === 0 ? "" : ` ${broken} ${broken === 1 ? "file is" : "files are"} broken.`;
  if (sync.hold !== null)
    return [
      "held",
      `${name} (${environment}) is held at ${at}; its branch is at ${newest}.${files}`,
    ];
  if (sync.state === "Held")
    return [
      "held",
      `${name} (${environment}) waits for a person: the plan of ${newest} is held, ${at} stays deployed.${files}`,
    ];
  if (sync.state === "Synced")
    return [
      broken > 0 ? "risk" : "ok",
      `${name} (${environment}) is at its branch, ${at}.${files}`,
    ];
  if (sync.state === "Unknown")
    return [
      "risk",
      `Nobody knows whether ${name} (${environment}) is at its branch; ${at} is deployed.${files}`,
    ];
  return [
    "risk",
    `${name} (${environment}) is not at its branch: ${at} is deployed, ${newest} was seen.${files}`,
  ];
}

/** What a deployment meets: runs that keep their revision, holds, and who waits elsewhere. */
function liveOf({ running, holds, awaitedBy }: LiveView, now: string): Html | null {
  if (running.length + holds.length + awaitedBy.length === 0) return null;
  return html`<section class="sec" id="live-part"><div class="sh"><h2>What a deployment meets</h2></div><ul class="plain">${running.map(
    ({ pipeline, runs, oldest }) =>
      html`<li>${state("run")} <b>${pipeline}</b>: ${runs} ${runs === 1 ? "run keeps its" : "runs keep their"} revision, the oldest since ${since(oldest, "UTC", now)}</li>`,
  )}${holds.map(({ pipeline, by, reason }) => html`<li>${state("held")} <b>${pipeline}</b> is held by ${by}${reason === null ? null : html`: ${reason}`}</li>`)}${awaitedBy.map(({ pipeline, project, by }) => html`<li>${state("wait")} <b>${pipeline}</b> is awaited by ${by} of project ${project}</li>`)}</ul></section>`;
}
