// Causes, each with the runs that it explains: what, since when, how long is left, what changed before it, and where to act.

import type { DeployedView, RunSummary, SharedWaitView } from "#api/types.ts";
import type { Cause, Troubled } from "#core/today/causes.ts";
import { type Html, html } from "../html.ts";
import { addressOf } from "../paging.ts";
import { type Shape, state, stateWord } from "../state.ts";
import { lengthOf } from "../times.ts";
import type { Clocks } from "./clocks.ts";

const mostShown = 8;

export interface CausesData {
  clocks: Clocks;
  causes: readonly Cause<SharedWaitView>[];
  /** By id: runs that failed, with what they lead back to. */
  failed: ReadonlyMap<string, RunSummary>;
  /** Of the last 24 hours. */
  deployed: readonly DeployedView[];
}

export const words: Readonly<Record<Troubled["state"], readonly [Shape, string]>> = {
  failed: ["fail", "Failed"],
  late: ["risk", "Late"],
  "at-risk": ["risk", "At risk"],
  waiting: ["wait", "Waiting"],
};

export const runPath = (id: string): string => `/runs/${encodeURIComponent(id)}`;
const pipelinePath = ({ project, pipeline }: { project: string; pipeline: string }): string =>
  `/pipelines/${encodeURIComponent(project)}/${encodeURIComponent(pipeline)}`;

export const causesOf = (data: CausesData): Html =>
  html`<div id="cause-list" data-rows>${data.causes.map((cause) => causeOf(cause, data))}</div>`;

function causeOf(cause: Cause<SharedWaitView>, data: CausesData): Html {
  const { root, runs, shared, deadline } = cause;
  const count = (name: Troubled["state"]) => runs.filter((one) => one.state === name).length;
  const counts = (["failed", "late", "at-risk", "waiting"] as const)
    .map((name) => [count(name), words[name][1].toLowerCase()] as const)
    .filter(([n]) => n > 0)
    .map(([n, word]) => `${n} ${word}`)
    .join(", ");
  const shown = runs.slice(0, mostShown);
  const { clocks } = data;
  return html`<article class="cause" id="cause-${shared === null ? root.run : `of-${root.run}`}" data-row>${state(words[root.state][0])}
<div class="ct"><h3>${shared === null ? html`<a class="nm" href="${runPath(root.run)}">${root.pipeline}</a> ${titleOf(root)}` : sharedTitle(shared)}</h3><span class="due">${dueTextOf(deadline, root, clocks)}</span></div>
<div class="body"><p>${counts}.${shared === null ? null : sharedWords(shared, clocks)} ${changeOf(cause, data)}</p>
<table class="t stack"><thead><tr><th>State</th><th>Run</th><th>What</th><th>Since</th><th class="n">Finish by</th><th class="n">Forecast</th></tr></thead><tbody>${shown.map((one) => rowOf(one, clocks))}</tbody></table>
${runs.length > shown.length ? html`<p class="q">And ${runs.length - shown.length} more.</p>` : null}
<div class="acts">${shared === null ? null : sharedActs(shared)}<a class="b" href="${runPath(root.run)}">${root.state === "failed" ? "Open the run" : `Why ${root.pipeline} waits`}</a>${root.state === "failed" ? null : html`<a class="b" href="${runPath(root.run)}/change">Force or change it…</a>`}<a class="b" href="${pipelinePath(root)}">Pipeline</a><a class="b" href="${addressOf("/map", { focus: `${root.project}/${root.pipeline}` })}">Show impact</a></div></div></article>`;
}

const titleOf = ({ state: name, what }: Troubled): string =>
  name === "failed"
    ? `failed: ${what}`
    : name === "late"
      ? `is late: ${what}`
      : `may be late: ${what}`;

/** What it is, in the words of whoever stands before it. */
export function sharedTitle({ kind, name, by, project }: SharedWaitView): Html {
  const [holder] = by;
  switch (kind) {
    case "hold":
      return html`<a class="nm" href="${sharedPath({ kind, name, project })}">${name}</a> is paused`;
    case "blackout":
      return html`Blackout ${name} keeps runs from starting`;
    case "pool":
    case "lock":
    case "rate":
      return html`${kind === "lock" ? "Lock" : kind === "rate" ? "Rate" : "Pool"} <code>${name}</code> ${holder === undefined ? "is used up" : html`is taken by <a class="nm" href="${runPath(holder.run)}">${holder.pipeline}</a>${by.length > 1 ? " and others" : null}`}`;
    default:
      return html`<code class="any">${name}</code> is not there yet`;
  }
}

export const sharedWords = ({ found, by, since, until }: SharedWaitView, clocks: Clocks): Html => {
  const [holder] = by;
  return html`${found === null ? null : ` ${sentence(found)}`}${holder === undefined ? null : html` Its task ${holder.task} has it since ${clocks.since(holder.since, holder)}.`} Waited for <span class="nw">${lengthOf(Date.parse(clocks.now) - Date.parse(since))}</span>${until === null ? null : html`, until <time datetime="${until}">${clocks.minute(until, { project: "", pipeline: "" })}</time>`}.`;
};

const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith(".") ? "" : "."}`;

const sharedPath = ({
  kind,
  name,
  project = null,
}: Pick<SharedWaitView, "kind" | "name"> & { project?: string | null }): string =>
  kind === "hold" && project !== null
    ? `${pipelinePath({ project, pipeline: name })}/hold`
    : kind === "event"
      ? addressOf("/events", { project: project ?? "", name: eventName(name) })
      : kind === "variable"
        ? "/variables"
        : kind === "pool" || kind === "lock" || kind === "rate"
          ? `/pools#users-${project ?? ""}-${name}`
          : "/pipelines";

/** `event other/RATES for 2026-11-20`: RATES. */
const eventName = (text: string): string => /^event (?:[^ /]+\/)?(\S+)/.exec(text)?.[1] ?? "";

export function sharedActs(shared: SharedWaitView): Html {
  const { kind, by } = shared;
  const link = (word: string) => html`<a class="b" href="${sharedPath(shared)}">${word}</a>`;
  const own =
    kind === "event"
      ? html`<a class="b" href="${sharedPath(shared)}#raise">Raise it…</a>`
      : kind === "pool" || kind === "lock" || kind === "rate"
        ? link("Who waits")
        : kind === "hold"
          ? link("Release…")
          : null;
  return html`${by.slice(0, 1).map((one) => html`<a class="b" href="${runPath(one.run)}">Open run ${one.run}, which has it</a>`)}${own}`;
}

function dueTextOf(deadline: string | null, of: Troubled, clocks: Clocks): Html {
  if (deadline === null) return html`<span class="q">No deadline</span>`;
  const left = Date.parse(deadline) - Date.parse(clocks.now);
  return left >= 0
    ? html`<b>Deadline ${clocks.minute(deadline, of)}</b> <span class="age">in ${lengthOf(left)}</span>`
    : html`<b class="risk">Deadline ${clocks.minute(deadline, of)}</b> <span class="age">${lengthOf(left)} ago</span>`;
}

/** What was deployed within a day and touched one of its runs' pipelines; else by what the root runs. */
function changeOf(
  { root, runs, shared }: Cause<SharedWaitView>,
  { deployed, failed, clocks }: CausesData,
): Html | null {
  const names = [...(shared?.by ?? []), ...runs];
  const touching = deployed.find(({ project, pipelines }) =>
    names.some((one) => one.project === project && pipelines.includes(one.pipeline)),
  );
  if (touching !== undefined) {
    const touched = names.find(
      (one) => one.project === touching.project && touching.pipelines.includes(one.pipeline),
    );
    return html`${touched?.pipeline ?? ""} <b>changed ${lengthOf(Date.parse(clocks.now) - Date.parse(touching.appliedAt))} ago</b>, by <a href="${deploymentPath(touching)}"><code>${touching.commit.slice(0, 8)}</code></a> ${touching.change === null ? null : `(#${touching.change}) `}of ${touching.author}: “${touching.subject}”.`;
  }
  const from = failed.get(root.run)?.revision;
  return from === undefined
    ? html`Nothing that it goes by was deployed in the last 24 h.`
    : html`Nothing of it was deployed in the last 24 h: it runs what <code>${from.changedIn.slice(0, 8)}</code> ${from.change === undefined ? null : html`(#${from.change}) `}of ${from.author.replace(/ <.*$/, "")} made of it, “${from.subject}”.`;
}

export const deploymentPath = ({ project, revision }: DeployedView): string =>
  `${addressOf("/deployments", { project, revision: String(revision) })}#change`;

function rowOf(one: Troubled, clocks: Clocks): Html {
  const [shape, word] = words[one.state];
  const over =
    one.expectedAt === null || one.deadline === null
      ? null
      : Math.max(Date.parse(one.expectedAt), Date.parse(clocks.now)) - Date.parse(one.deadline);
  return html`<tr id="run-${one.run}"><td class="nw">${stateWord(shape, word)}</td><td><a class="nm" href="${runPath(one.run)}">${one.pipeline}</a> <span class="q nw">run ${one.run}</span></td><td class="full">${one.what}</td><td data-l="since">${clocks.since(one.since, one)}</td><td class="n" data-l="finish by">${one.deadline === null ? html`<span class="q">none</span>` : clocks.minute(one.deadline, one)}</td><td class="n" data-l="forecast">${
    one.state === "failed"
      ? html`<span class="q">not running</span>`
      : one.expectedAt === null
        ? html`<span class="q">unknown</span>`
        : html`${clocks.minute(one.expectedAt, one)} ${over === null ? null : over > 0 ? html`<b class="risk nw">${lengthOf(over)} late</b>` : html`<span class="q nw">${lengthOf(over)} left</span>`}`
  }</td></tr>`;
}
