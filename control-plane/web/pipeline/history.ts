// What changed a pipeline: who, by which commit and change, what it means, and what it did to run times.

import type { HistoryEntry } from "#api/types.ts";
import { meaningLines } from "#core/plan/meaning.ts";
import type { Change } from "#core/plan.ts";
import { type Html, html } from "../html.ts";
import { dayText, minuteText, since } from "../times.ts";

export interface ShownChange {
  entry: HistoryEntry;
  /** Against what was deployed before; null where there is nothing before or it may not be read. */
  change: Change | null;
  isNow: boolean;
}

export const historyOf = (changes: readonly ShownChange[], zone: string, now: string): Html =>
  html`<section class="sec" aria-labelledby="history"><div class="sh"><h2 id="history">History</h2><span class="q">${changes.length === 0 ? "nothing was deployed yet" : "the newest first: what changed in meaning, and in run times"}</span></div>${changes.map((one) => changeOf(one, zone, now))}</section>`;

function changeOf({ entry, change, isNow }: ShownChange, zone: string, now: string): Html {
  const { subject, commit, author, approvers, appliedAt, action } = entry;
  const lines = change?.meaning ? meaningLines(change.meaning) : [];
  return html`<div class="rev"><div><b>${subject}</b><br><code>${commit.slice(0, 7)}</code>${entry.change === null ? null : `, #${entry.change}`}${isNow ? html`, <b>runs now</b>` : null}<br><span class="q">${author.replace(/ <.*>$/, "")}${approvers.length === 0 ? ", no approval on record" : `, approved by ${approvers.join(", ")}`}</span><br>${since(appliedAt, zone, now)} <span class="age">ago</span></div>
<div><h3 class="q">Meaning</h3>${change === null ? html`<p class="q">${action}</p>` : lines.length === 0 ? html`<p class="q">${change.scripts.length > 0 ? `scripts changed: ${change.scripts.join(", ")}` : "nothing that it does"}</p>` : html`<div class="diff">${lines.map((line) => html`<div class="mod">${line}</div>`)}</div>`}</div>
<div><h3 class="q">Run times, the next ten from then on</h3>${timesOf(change, zone)}</div></div>`;
}

function timesOf(change: Change | null, zone: string): Html {
  const { before = [], after = [] } = change?.nextRuns ?? {};
  if (change === null) return html`<p class="q">nothing to compare with</p>`;
  const gone = before.filter((at) => !after.includes(at));
  const come = after.filter((at) => !before.includes(at));
  if (gone.length + come.length === 0)
    return html`<p>None moved. <span class="q">${after.length === 0 ? "It has no schedule." : `${after.length} stay.`}</span></p>`;
  const line = (at: string) => `${dayText(at, zone)} ${minuteText(at, zone)}`;
  return html`<div class="diff">${gone.slice(0, 4).map((at) => html`<div class="del">${line(at)}</div>`)}${come.slice(0, 4).map((at) => html`<div class="add">${line(at)}</div>`)}</div><p class="q">${gone.length} go, ${come.length} come.</p>`;
}
