// Where a run comes from: the commit, its change, who approved it, what was proved, and what made the run due.

import type { RunView } from "#api/types.ts";
import { type Html, html } from "../html.ts";
import { type Shape, state } from "../state.ts";
import { timeText } from "../times.ts";

const step = (shape: Shape, what: Html, more: Html | null = null): Html =>
  html`<li>${state(shape)}<span>${what}</span>${more === null ? null : html`<span class="w">${more}</span>`}</li>`;

export function provenanceOf(run: RunView, zone: string, now: string): Html {
  const { revision, evidence } = run;
  const { change, signatures } = evidence;
  const signature = signatures?.commits.find(({ commit }) => commit === revision.changedIn);
  const at = (instant: string) => timeText(instant, zone, now);
  return html`<ol class="steps chain">
${step(
  signature === undefined ? "blank" : signature.state === "good" ? "ok" : "risk",
  html`Commit <code>${revision.changedIn.slice(0, 8)}</code> by ${revision.author}${signature === undefined ? ", signature not looked at" : signature.state === "good" ? ", signature good" : `, signature ${signature.state}`}`,
  html`“${revision.subject}”, <code>${revision.file}</code> of branch <code>${revision.branch}</code>${run.uncommitted ? ", of a working tree: never committed" : ""}`,
)}
${
  revision.change === undefined
    ? step("blank", html`No pull or merge request is known`)
    : step(
        "ok",
        html`Change ${change?.url.startsWith("https://") ? html`<a href="${change.url}" rel="noreferrer">#${revision.change}</a>` : html`#${revision.change}`}${change === undefined ? null : html` “${change.title}”`}`,
        change?.mergedAt
          ? html`Merged${change.mergedBy ? html` by ${change.mergedBy}` : null} ${at(change.mergedAt)}`
          : null,
      )
}
${
  revision.approvers.length === 0
    ? step("blank", html`No approval is recorded`)
    : step(
        "ok",
        html`Approved by ${revision.approvers.join(", ")}`,
        evidence.approvals?.from === "trailers" ? html`As the commit declares.` : null,
      )
}
${step("ok", html`Deployed with commit <code>${revision.commit.slice(0, 8)}</code>`, html`<code>${revision.repository}</code>`)}
${step("ok", html`Run ${run.id}, made by ${run.trigger}${run.actor === null ? null : html` of ${run.actor}`}`, html`Due ${at(run.dueAt)} ${zone}${run.generation > 1 ? html`, generation ${run.generation}${run.rerunOf === null ? null : html` after <a href="/runs/${run.rerunOf}">run ${run.rerunOf}</a>`}` : null}. Retries keep this revision.`)}
</ol>`;
}
