// What was deployed of a project, newest first, and what one revision changed.

import type { Difference, RevisionEntry } from "#api/types.ts";
import { viewOf } from "#core/plan/view.ts";
import { originText } from "#core/revision-origin.ts";
import { type Html, html } from "../html.ts";
import { pagingOf } from "../paging.ts";
import { state } from "../state.ts";
import { since } from "../times.ts";

/** Of a revision so many pipelines are shown. */
const mostChanges = 60;

export interface RevisionsData {
  now: string;
  query: Readonly<Record<string, string | undefined>>;
  items: readonly RevisionEntry[];
  next: string | null;
  deployed: string | null;
}

export function revisionsOf({ now, query, items, next, deployed }: RevisionsData): Html {
  if (items.length === 0)
    return html`<p class="q">Nothing was deployed ${query.after ? "before that" : "yet"}.</p>`;
  const link = (revision: number) =>
    html`?project=${encodeURIComponent(query.project ?? "")}${query.after ? html`&amp;after=${encodeURIComponent(query.after)}` : null}&amp;revision=${revision}#change`;
  return html`<table class="t stack"><thead><tr><th>Revision</th><th>Commit</th><th>What</th><th>By</th><th>Approved</th><th class="n">Pipelines</th><th>Deployed, UTC</th></tr></thead><tbody>${items.map(
    (one) =>
      html`<tr id="revision-${one.revision}"${query.revision === String(one.revision) ? html` class="sel"` : null}><td><a class="nm" href="${link(one.revision)}">${one.revision}</a>${one.commit === deployed ? html` <span class="tag">deployed</span>` : null}</td><td data-l="commit"><code>${one.commit.slice(0, 8)}</code></td><td class="full">${one.subject}${one.change === null ? null : html` <span class="q">#${one.change}</span>`}${noteOf(one)}</td><td data-l="by">${one.author.replace(/ <.*$/, "")}</td><td data-l="approved">${one.approvers.length === 0 ? html`<span class="q">nobody</span>` : one.approvers.join(", ")}</td><td class="n" data-l="pipelines">${countsOf(one)}</td><td data-l="deployed">${since(one.appliedAt, "UTC", now)}</td></tr>`,
  )}</tbody></table>${pagingOf({ path: "/deployments", query: { ...query, revision: undefined }, name: "after" }, next)}`;
}

const countsOf = ({ pipelines: { added, changed, removed } }: RevisionEntry): string =>
  [
    [added, "new"],
    [changed, "changed"],
    [removed, "gone"],
  ]
    .flatMap(([count, word]) => (count === 0 ? [] : [`${count} ${word}`]))
    .join(", ") || "none";

const noteOf = (one: RevisionEntry): Html | null => {
  const note = originText(one.backTo, one);
  return note === "" ? null : html` <span class="q">(${note})</span>`;
};

export interface ShownChange {
  entry: RevisionEntry;
  /** From the revision before; null: it is the first, or the store has let go of that. */
  difference: Difference | null;
}

export function changeOf({ entry, difference }: ShownChange): Html {
  return html`<section class="sec" id="change"><div class="sh"><h2>Revision ${entry.revision}</h2><span class="q">${entry.subject}, plan <code>${entry.plan.slice(0, 12)}</code>, deployed by ${entry.appliedBy}</span></div>
<h3>Deployed upon</h3>
${entry.evidence.length === 0 ? html`<p class="q">No signature and no approval was asked for.</p>` : html`<dl class="kv">${entry.evidence.map(({ about, says }) => html`<dt>${about}</dt><dd>${says}</dd>`)}</dl>`}
<h3>What it changed</h3>
${difference === null ? html`<p class="q">It is the first revision, or what was before it is no longer kept: there is nothing to compare with.</p>` : planOf(difference)}</section>`;
}

function planOf({ plan, scripts }: Difference): Html {
  const { changes, sections, summary } = viewOf(plan);
  const shown = changes.slice(0, mostChanges);
  return html`<p><b>${summary}</b>${scripts === "unknown" ? html` <span class="q">Whether scripts changed is unknown: the files are no longer kept.</span>` : null}</p>
${shown.map(
  ({ action, names, change, lines }) =>
    html`<details class="change" id="of-${change.pipeline}"${shown.length <= 5 ? html` open` : null}><summary><b>${names.length === 1 ? change.pipeline : `${names.length} pipelines alike: ${names.slice(0, 3).join(", ")}…`}</b> <span class="q">${action}, ${change.file}</span></summary>${lines.length === 0 ? html`<p class="q">Nothing more is said of it.</p>` : html`<ul>${lines.slice(0, mostChanges).map(({ kind, text }) => html`<li>${kind === "warning" ? state("risk") : null} ${text}</li>`)}</ul>`}</details>`,
)}${changes.length > shown.length ? html`<p class="q">And ${changes.length - shown.length} more: <code>trunkline diff --deployed</code> shows all.</p>` : null}
${sections.map(({ title, lines }) => html`<h3>${title}</h3><ul>${lines.map(({ text }) => html`<li>${text}</li>`)}</ul>`)}`;
}
