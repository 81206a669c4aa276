// Why somebody may do something, or not: the sentence, the policies and what of them is so.

import type { ExplanationView, ProjectView } from "#api/types.ts";
import { type Html, html } from "../html.ts";
import { editLinkIn } from "../pipeline/edit-link.ts";
import { state } from "../state.ts";

/** @param projects Whose policies are edited where. */
export function explanationOf(one: ExplanationView, projects: readonly ProjectView[]): Html {
  const { who, action, what, allowed, grants, standing, deciding, nearest, errors } = one;
  const [first] = deciding;
  const because =
    first !== undefined
      ? `${first.effect === "permit" ? "Permitted" : "Forbidden"} by ${deciding.map(({ id }) => id).join(", ")}.`
      : allowed
        ? "No policies are in force here: whoever has the server's token may everything."
        : "No policy permits it, and what nothing permits is denied.";
  const groups = [...standing.teams.map((team) => `team ${team}`), ...standing.roles];
  return html`<section class="verdict" aria-label="Verdict">${state(allowed ? "ok" : "no")}<p class="big">${allowed ? "Yes" : "No"}. ${who} may ${allowed ? "" : "not "}${action} ${what}.</p>
<p>${because}${groups.length === 0 ? null : ` ${who} is in ${groups.join(", ")}.`}${grants.length === 0 ? null : ` Given for a while by ${grants.join(", ")}.`}${one.mfa ? " Taken to have used a second factor." : null}</p>${errors.map((error) => html`<p>${state("fail")} ${error}</p>`)}</section>
${deciding.length + nearest.length === 0 ? null : html`<table class="t stack"><thead><tr><th>Policy</th><th>Result</th><th>Where</th><th>What it says</th></tr></thead><tbody>${deciding.map((policy) => row(policy, html`<b>decides</b>`, projects))}${nearest.map((policy) => row(policy, html`does not apply: ${policy.failed.join("; ") || "it is about something else"}`, projects))}</tbody></table>`}`;
}

const row = (
  { id, effect, file, line, text }: ExplanationView["deciding"][number],
  result: Html,
  projects: readonly ProjectView[],
): Html =>
  html`<tr><td>${state(effect === "permit" ? "ok" : "no")} ${effect} <b>${id}</b></td><td>${result}</td><td><code class="any">${file}:${line}</code>${editOf(projects, file)}</td><td class="full"><details><summary>Text</summary><pre class="lines">${text}</pre></details></td></tr>`;

function editOf(projects: readonly ProjectView[], file: string): Html | null {
  const link = editLinkIn(projects, file);
  return link === null ? null : html` <a href="${link}" rel="noreferrer">Edit in Git</a>`;
}
