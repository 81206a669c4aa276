// Migration: which waves are where, whether the chosen one can be cut over, and what is missing.

import type {
  CutoverView,
  LegacySourceView,
  MigrationView,
  ParityPairView,
  ParityView,
} from "#api/types.ts";
import { codeWords } from "../code-words.ts";
import { type Html, html } from "../html.ts";
import { checklistOf, countdownOf, daysBar, missingOf, pointsOf } from "../migration/gate.ts";
import { heatOf } from "../migration/heat.ts";
import { ledgerOf } from "../migration/ledger.ts";
import { pairsOf } from "../migration/pairs.ts";
import { simulatedOf } from "../migration/simulated.ts";
import { stageBar, stageWord, type Wave } from "../migration/stage.ts";
import { addressOf, pagingOf, type Query } from "../paging.ts";
import { state } from "../state.ts";
import { since } from "../times.ts";
import type { Screen } from "./screen.ts";

export interface MigrationData {
  now: string;
  waves: readonly Wave[];
  query: Query;
  shown: ShownWave | null;
  /** Of a project that has one and no wave yet. */
  report: MigrationView["report"];
}

export interface ShownWave {
  wave: Wave;
  jobs: { items: readonly ParityView[]; next: string | null };
  cutover: CutoverView | null;
  /** Null: may not be seen. */
  migration: MigrationView | null;
  sources: readonly LegacySourceView[];
  /** Of the job that is looked at. */
  pairs: { job: string; date: string | null; items: readonly ParityPairView[] } | null;
}

export function migrationScreen({ now, waves, query, shown, report }: MigrationData): Screen {
  const total = waves.reduce((all, { pipelines }) => all + pipelines, 0);
  return {
    title: shown === null ? "Migration" : `Migration: wave ${shown.wave.wave}`,
    current: "/migration",
    watch: shown === null ? ["projects"] : [`in:${shown.wave.project}`],
    body: html`<div class="head"><h1>Migration</h1><span class="q">${total} ${total === 1 ? "pipeline" : "pipelines"} in ${waves.length} ${waves.length === 1 ? "wave" : "waves"}</span></div>
${waves.length === 0 ? empty : html`${stageBar(waves)}${wavesOf(waves, shown?.wave ?? null)}`}
${shown === null ? (report === null ? null : ledgerOf(report)) : waveOf(shown, query, now)}`,
  };
}

const empty = html`<p class="q">No deployed pipeline that you may see is in a wave. A wave is a file <code>migration/waves/NAME.yaml</code>: <a href="/docs/migration/waves.md">waves</a>.</p>`;

const wavesOf = (waves: readonly Wave[], chosen: Wave | null): Html =>
  html`<section class="sec"><div class="sh"><h2>Waves</h2><span class="q">a stage changes by a merged change only</span></div><table class="t stack" id="waves"><thead><tr><th>Wave</th><th>Project</th><th>Stage</th><th class="n">Pipelines</th></tr></thead><tbody>${waves.map(
    (one) =>
      html`<tr id="wave-${one.project}-${one.wave}"${one === chosen ? html` class="sel"` : null}><td><a class="nm" href="${addressOf("/migration", { project: one.project, wave: one.wave })}"${one === chosen ? html` aria-current="true"` : null}>${one.wave}</a></td><td>${one.project}</td><td>${stageWord(one.stage)}</td><td class="n" data-l="pipelines">${one.pipelines}</td></tr>`,
  )}</tbody></table></section>`;

function waveOf(
  { wave, jobs, cutover, sources, pairs, migration }: ShownWave,
  query: Query,
  now: string,
): Html {
  const missing = missingOf(jobs.items);
  return html`${verdictOf(wave, jobs.items, { isPart: jobs.next !== null, now })}
<div class="cols"><div><section class="sec"><div class="sh"><h2>Parity by job and day</h2><span class="q">${jobs.items.length}${jobs.next === null ? "" : " of more"} ${jobs.items.length === 1 ? "job" : "jobs"}, the worst of a day decides</span></div>
${filterOf(query)}
${jobs.items.length === 0 ? html`<p class="q">No job of this wave is observed: at <code>observe</code> and <code>shadow</code> what <code>trunkline observe</code> tells of the other scheduler is compared here.</p>` : heatOf(jobs.items, query)}
${pagingOf({ path: "/migration", query: { ...query, job: undefined, date: undefined }, name: "after" }, jobs.next)}</section>
${migration === null ? null : html`${simulatedOf(migration.simulated)}${ledgerOf(migration.report)}`}</div>
<div>${missing.length === 0 ? null : html`<section class="sec" id="missing" data-key="w" data-key-says="What the gate lacks"><div class="sh"><h2>Missing</h2></div><ul class="plain">${missing.slice(0, 20).map(({ text, jobs: of }) => html`<li>${state("risk")} ${codeWords(text)} <span class="q">${of.length === 1 ? (of[0] ?? "") : `${of.length} jobs: ${of.slice(0, 3).join(", ")}${of.length > 3 ? "…" : ""}`}</span></li>`)}</ul></section>`}
${cutover === null ? null : html`<section class="sec"><div class="sh"><h2>Cut-over of ${wave.wave}</h2><span class="q">as <code>trunkline cutover check</code></span></div>${checklistOf(isOpen(wave, jobs.items), pointsOf(cutover, jobs.items))}</section>`}
<section class="sec"><div class="sh"><h2>Told by</h2></div>${sources.length === 0 ? html`<p class="q">Nobody has told of runs of the other scheduler.</p>` : html`<table class="t"><thead><tr><th>Source</th><th class="n">Runs</th><th class="n">Gaps</th><th>Told up to, UTC</th></tr></thead><tbody>${sources.map(({ name, kind, runs, gaps, watermark }) => html`<tr><td><b>${name}</b> <span class="q">${kind}</span></td><td class="n">${runs}</td><td class="n">${gaps === 0 ? "0" : html`<b class="risk">${gaps}</b>`}</td><td>${watermark === null ? html`<span class="q">never</span>` : since(watermark, "UTC", now)}</td></tr>`)}</tbody></table>`}</section></div></div>
${pairs === null ? null : pairsOf({ ...pairs, all: addressOf("/migration", { ...query, date: undefined }) })}`;
}

function verdictOf(
  { wave, stage }: Wave,
  jobs: readonly ParityView[],
  { isPart, now }: { isPart: boolean; now: string },
): Html {
  const open = jobs.filter(({ gate }) => !gate.holds);
  const sum = (of: (gate: ParityView["gate"]) => number) =>
    jobs.reduce((all, { gate }) => all + of(gate), 0);
  const [matched, comparable, explained] = [
    sum((g) => g.matched),
    sum((g) => g.comparable),
    sum((g) => g.explained),
  ];
  const days = jobs.length === 0 ? 0 : Math.min(...jobs.map(({ gate }) => gate.days));
  const which = isPart
    ? `of the ${jobs.length} jobs on this page`
    : `of ${jobs.length} ${jobs.length === 1 ? "job" : "jobs"}`;
  const sentence =
    stage === "live" || stage === "retired"
      ? `Wave ${wave} is ${stage}: its gate was asked when it went live.`
      : jobs.length === 0
        ? `Wave ${wave}: nothing of it is observed yet, so its gate can't hold.`
        : open.length === 0
          ? `Wave ${wave}: the gate holds for all ${which}.`
          : `Wave ${wave}: gate not met by ${open.length} ${which}; ${countdownOf(open, now)}.`;
  const isOver = stage === "live" || stage === "retired";
  const shape = isOver || (jobs.length > 0 && open.length === 0) ? "ok" : "risk";
  return html`<section class="verdict" aria-label="Verdict">${state(shape)}<p class="big">${sentence}</p>
${isOver || jobs.length === 0 ? null : html`<p>${matched} of ${comparable} compared runs are alike${comparable === 0 ? "" : ` (${((matched / comparable) * 100).toFixed(2)} %)`}; ${explained} differ and are explained. Fewest dates in a row of a job: ${daysBar(days, 20)}</p>`}
${
  open.length === 0
    ? null
    : html`<p>${missingOf(jobs)
        .slice(0, 3)
        .map(({ text }) => codeWords(`${text[0]?.toUpperCase() ?? ""}${text.slice(1)}. `))}</p>`
}</section>`;
}

const isOpen = ({ stage }: Wave, jobs: readonly ParityView[]): boolean =>
  stage === "live" ||
  stage === "retired" ||
  (jobs.length > 0 && jobs.every(({ gate }) => gate.holds));

/** The range of dates: in the address, as all that is chosen. */
const filterOf = ({ project = "", wave = "", from = "", to = "" }: Query): Html =>
  html`<form class="filter" action="/migration"><input type="hidden" name="project" value="${project}"><input type="hidden" name="wave" value="${wave}"><label>From <input class="fld" type="date" name="from" value="${from}"></label><label>to <input class="fld" type="date" name="to" value="${to}"></label><button class="b">Show</button></form>`;
