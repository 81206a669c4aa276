// Runs, newest first: which there were, what became of them, and by which commit.

import type { Page, RunSummary } from "#api/types.ts";
import { type Choices, choiceForm, chosen, paging } from "../choices.ts";
import { type Html, html } from "../html.ts";
import { type Shape, shapeOf, state, stateOf } from "../state.ts";
import { lengthOf, since, tookText } from "../times.ts";
import { pipelinePath } from "./pipelines.ts";
import type { Screen } from "./screen.ts";

export interface RunsData {
  /** The server's clock. */
  now: string;
  csrf: string | null;
  choices: Choices;
  page: Page<RunSummary>;
}

const path = "/runs";
const states = ["failed", "waiting", "running", "succeeded", "skipped", "cancelled"] as const;

export function runsScreen({ now, csrf, choices, page }: RunsData): Screen {
  const of = choices.pipeline ? ` of ${choices.pipeline}` : "";
  return {
    title: `Runs${of}`,
    current: "/pipelines",
    watch: ["all"],
    body: html`<div class="crumb"><a href="/pipelines">Pipelines</a></div>
<div class="head"><h1>Runs${of}</h1><span class="q">newest first</span></div>
<nav class="acts start" aria-label="State, each filters the list">${states.map((one) => tab(choices, one, shapeOf(one)))}</nav>
${choiceForm(path, choices, fields, ["state"])}
${page.items.length === 0 ? nothing(choices, page.next) : chooser(tableOf(page.items, now), choices, csrf)}
${paging(path, choices, `${page.items.length} shown`, page.next)}`,
  };
}

const tab = (choices: Choices, name: string, shape: Shape): Html => {
  const isOn = choices.state === name;
  return html`<a class="b" href="${chosen(path, choices, { state: isOn ? null : name })}"${isOn ? html` aria-current="true"` : null}>${state(shape)} ${name}</a>`;
};

const fields = [
  { name: "pipeline", label: "Pipeline", example: "its name" },
  { name: "project", label: "Project" },
  { name: "date", label: "Business date", example: "2026-11-23" },
  { name: "commit", label: "Commit", example: "first digits" },
  { name: "where", label: "Where", example: "'gold' in tags.tier" },
];

/** An expression may have more to find further back. */
const nothing = (choices: Choices, next: string | null): Html =>
  html`<p class="empty">${Object.keys(choices).length === 0 ? "Nothing has run yet." : next === null ? "No run is so." : "None of the runs that were looked through is so; older ones may be."}</p>`;

/** Rerun many: those that are ticked, or all that the choices find; both are shown before anything is done. */
const chooser = (table: Html, choices: Choices, csrf: string | null): Html =>
  html`<form method="post" action="/runs/rerun/act"><input type="hidden" name="csrf" value="${csrf ?? ""}"><input type="hidden" name="act" value="choose">
${table}
<div class="acts start"><button class="b">Rerun those ticked…</button>${choices.state === "failed" || choices.state === "cancelled" ? html`<a class="b" href="${chosen("/runs/rerun", choices, {})}">Rerun all that are shown and match…</a>` : null}</div></form>`;

const tableOf = (runs: readonly RunSummary[], now: string): Html =>
  html`<div class="scroll"><table class="t stack"><thead><tr><th scope="col"><span class="vh">Choose</span></th><th scope="col">State</th><th scope="col">Run</th><th scope="col">Pipeline</th><th scope="col">For</th><th scope="col">By</th><th scope="col">Began, UTC</th><th scope="col" class="n">Took</th><th scope="col">Commit</th><th scope="col">Why</th></tr></thead><tbody id="runs" data-rows>${runs.map((run) => rowOf(run, now))}</tbody></table></div>`;

function rowOf(run: RunSummary, now: string): Html {
  const { id, project, pipeline, date, generation, trigger, actor, revision, reason } = run;
  const began = run.startedAt ?? run.createdAt;
  const again =
    generation > 1 ? html` <span class="q">attempt ${generation} of the slot</span>` : null;
  const by = actor === null ? trigger : `${trigger}, ${actor}`;
  return html`<tr id="run-${id}" data-row><td>${run.finishedAt === null ? null : html`<input type="checkbox" name="run-${id}" value="yes" aria-label="Choose run ${id}">`}</td><td>${stateOf(run.state)}</td><td><a class="nm" href="/runs/${id}">${id}</a></td><td><a href="${pipelinePath({ project, name: pipeline })}">${pipeline}</a>${again}</td><td class="nw" data-l="for">${date}</td><td class="q">${by}</td><td class="nw">${since(began, "UTC", now)}</td><td class="n" data-l="took">${tookOf(run, now)}</td><td class="nw hide"><code title="${revision.subject}">${run.commit.slice(0, 7)}</code>${run.uncommitted ? " and what was not committed" : ""}</td><td class="full q">${reason ?? ""}</td></tr>`;
}

const tookOf = ({ startedAt, finishedAt }: RunSummary, now: string): string =>
  startedAt === null
    ? "not begun"
    : finishedAt === null
      ? lengthOf(Date.parse(now) - Date.parse(startedAt))
      : tookText(Date.parse(finishedAt) - Date.parse(startedAt));
