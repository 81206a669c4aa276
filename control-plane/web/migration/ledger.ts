// What an import came to, for whoever decides: how many jobs run unedited by type of work, what became of every attribute, what is
// assumed, what a person must decide, and what to look at before anything moves.

import type { MigrationView } from "#api/types.ts";
import { type Html, html } from "../html.ts";
import { state, stateWord } from "../state.ts";

type Report = NonNullable<MigrationView["report"]>;

const number = (count: number): string => count.toLocaleString("en");
const percent = (part: number, all: number): string =>
  all === 0 ? "" : ` (${((part / all) * 100).toFixed(1)} %)`;
const jobsText = (count: number): string => `${number(count)} ${count === 1 ? "job" : "jobs"}`;

export function ledgerOf(report: Report | null): Html {
  if (report === null)
    return html`<section class="sec" id="ledger"><div class="sh"><h2>Ledger and assessment</h2></div><p class="q">The deployed revision has no <code>report.json</code> of an import: <code>trunkline import … --out</code> writes one beside the pipelines, with the ledger of every attribute.</p></section>`;
  const { system, instance, jobs, attributes } = report;
  const all = attributes.exact + attributes.equivalent + attributes.inert + attributes.refused;
  return html`<section class="sec" id="ledger"><div class="sh"><h2>Ledger and assessment</h2><span class="q">${system}${instance === null ? "" : ` ${instance}`}, as imported; each line stands in <code>ledger.ndjson</code></span></div>
<p>${state(jobs.refused === 0 ? "ok" : "risk")} <b>${number(jobs.translated)} of ${jobsText(jobs.input)}${percent(jobs.translated, jobs.input)} ${jobs.translated === 1 ? "runs" : "run"} unedited.</b> ${jobs.refused === 0 ? "None is refused." : `${jobsText(jobs.refused)} ${jobs.refused === 1 ? "is" : "are"} refused by name.`}</p>
<dl class="facts"><div><dt>Attributes, each once</dt><dd>${number(all)}</dd></div><div><dt>exact</dt><dd>${number(attributes.exact)}</dd></div><div><dt>equivalent, under an assumption</dt><dd>${number(attributes.equivalent)}</dd></div><div><dt>inert</dt><dd>${number(attributes.inert)}</dd></div><div><dt>refused</dt><dd>${attributes.refused === 0 ? "0" : html`${state("fail")} <b class="fail">${number(attributes.refused)}</b>`}</dd></div></dl>
${part(
  "Jobs that run unedited, by type",
  report.types.length,
  true,
  html`<table class="t stack"><thead><tr><th>Type of work</th><th class="n">Jobs</th><th class="n">Run unedited</th></tr></thead><tbody>${report.types.map(({ type, input, translated }) => html`<tr><td><b>${type}</b></td><td class="n" data-l="jobs">${number(input)}</td><td class="n" data-l="run unedited">${translated < input ? state("risk") : null} ${number(translated)}${percent(translated, input)}</td></tr>`)}</tbody></table>`,
)}
${part(
  "Decisions that a person must take",
  report.decisions.length,
  true,
  html`<ul class="plain">${report.decisions.map(({ parameter, question, jobs: of }) => html`<li>${state("person")} ${question} <span class="q">${jobsText(of)} wait for <code>${parameter}</code> in --params</span></li>`)}</ul>`,
)}
${codesPart("Refused, and why", report, "refused")}
${codesPart("Assumptions", report, "equivalent")}
${part(
  "Risks",
  report.risks.length,
  false,
  html`<ul class="plain">${report.risks.map(({ title, help, jobs: of, examples }) => html`<li>${state("risk")} <b>${title}</b> ${jobsText(of)}${examplesOf(examples)}. <span class="q">${help}</span></li>`)}</ul>`,
)}</section>`;
}

const part = (title: string, count: number, isOpen: boolean, body: Html): Html =>
  count === 0
    ? html`<p class="q">${title}: none.</p>`
    : html`<details class="change" id="ledger-${title.replaceAll(/\W+/g, "-").toLowerCase()}"${isOpen ? html` open` : null}><summary><b>${title}</b> <span class="q">${count}</span></summary>${body}</details>`;

function codesPart(title: string, { codes }: Report, outcome: string): Html {
  const own = codes.filter((one) => one.outcome === outcome);
  return part(
    title,
    own.length,
    outcome === "refused",
    html`<table class="t stack"><thead><tr><th>What</th><th class="n">Jobs</th><th class="n">Lines</th><th>To do</th></tr></thead><tbody>${own.map(
      ({ code, title: what, help, jobs, lines, examples }) =>
        html`<tr><td class="full">${outcome === "refused" ? stateWord("fail", "") : null}${what} <code>${code}</code></td><td class="n" data-l="jobs">${number(jobs)}</td><td class="n" data-l="lines">${number(lines)}</td><td class="full">${help ?? html`<span class="q">nothing</span>`}${examples.length === 0 ? null : html` <span class="q">Such as ${examples.join(", ")}</span>`}</td></tr>`,
    )}</tbody></table>`,
  );
}

const examplesOf = (examples: readonly string[]): string =>
  examples.length === 0 ? "" : `, such as ${examples.join(", ")}`;
