// Of the estate as a whole: what waits together without being late, what is not as Git has it, what was deployed last.

import type { DeployedView, ProjectView, SharedWaitView } from "#api/types.ts";
import { type Html, html } from "../html.ts";
import { addressOf } from "../paging.ts";
import { state, stateWord } from "../state.ts";
import { since } from "../times.ts";
import { deploymentPath, sharedActs, sharedTitle, sharedWords } from "./causes.ts";
import type { Clocks } from "./clocks.ts";

const mostShown = 6;

/** What holds back runs of which none is late: no cause of trouble, and still somebody's to know. */
export const togetherOf = (waits: readonly SharedWaitView[], clocks: Clocks): Html | null =>
  waits.length === 0
    ? null
    : html`<section class="sec" aria-labelledby="together"><div class="sh"><h2 id="together">Held up together</h2><span class="q">${waits.length > mostShown ? `${mostShown} of ${waits.length}; ` : ""}none of their runs is late yet</span></div><table class="t stack"><thead><tr><th class="n">Runs</th><th>Wait for</th><th>Since when and why</th><th><span class="vh">Act</span></th></tr></thead><tbody>${waits
        .slice(0, mostShown)
        .map(
          (one) =>
            html`<tr id="wait-${one.kind}-${one.project ?? ""}-${one.name.replaceAll(/[^\w-]+/g, "-")}"><td class="n" data-l="runs"><b>${one.count}</b></td><td>${state("wait")} ${sharedTitle(one)}</td><td class="full">${sharedWords(one, clocks)}</td><td class="end">${sharedActs(one)}</td></tr>`,
        )}</tbody></table></section>`;

export function notAsInGit(projects: readonly ProjectView[]): Html | null {
  const broken = projects.filter(({ broken, sync }) => broken > 0 || sync.state !== "Synced");
  if (broken.length === 0) return null;
  return html`<section class="sec" aria-labelledby="sync"><div class="sh"><h2 id="sync">Not as Git has it</h2></div><table class="t stack"><thead><tr><th>Project</th><th>State</th><th>What</th></tr></thead><tbody>${broken.map(
    ({ name, sync, broken: files, deployed }) =>
      html`<tr><td><a class="nm" href="${addressOf("/deployments", { project: name })}">${name}</a></td><td class="nw">${stateWord(sync.state === "Synced" ? "risk" : "neq", sync.state)}</td><td class="full">${sync.reason ?? ""}${files > 0 ? ` ${files} broken ${files === 1 ? "file" : "files"}: what was deployed before goes on.` : ""}${deployed === null ? " Nothing is deployed yet." : ""}</td></tr>`,
  )}</tbody></table></section>`;
}

/** @param inTrouble Names `project/pipeline` of runs that stand above. */
export function deployedOf(
  deployed: readonly DeployedView[],
  inTrouble: ReadonlySet<string>,
  { now, zone }: Clocks,
): Html {
  const behind = ({ project, pipelines }: DeployedView) =>
    pipelines.filter((name) => inTrouble.has(`${project}/${name}`)).length;
  // Those that stand behind trouble are shown however many came after them.
  const shown = [
    ...deployed.filter((one) => behind(one) > 0),
    ...deployed.filter((one) => behind(one) === 0),
  ].slice(0, 4);
  return html`<section class="sec" aria-labelledby="deployed"><div class="sh"><h2 id="deployed">Deployed last</h2><a class="r" href="/deployments">Deployments</a></div>${
    shown.length === 0
      ? html`<p class="q">Nothing is deployed yet.</p>`
      : html`<ol class="steps">${shown.map((one) => {
          const touched = behind(one);
          return html`<li>${state(touched > 0 ? "risk" : "ok")}<span><a href="${deploymentPath(one)}"><code>${one.commit.slice(0, 8)}</code></a> ${one.subject}${one.change === null ? null : `, #${one.change}`}</span><span class="w">${since(one.appliedAt, zone, now)} <span class="age">ago</span>, by ${one.author}, in ${one.project}. ${one.count} ${one.count === 1 ? "pipeline" : "pipelines"} touched${touched > 0 ? html`, <b>${touched} of those in trouble above</b>` : null}.</span></li>`;
        })}</ol>`
  }</section>`;
}
