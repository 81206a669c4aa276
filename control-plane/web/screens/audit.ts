// The audit: who did what to what, when and why.

import type { AuditHeadView, AuditRecordView } from "#api/types.ts";
import { field } from "../estate-tabs.ts";
import { html } from "../html.ts";
import { addressOf, pagingOf, type Query } from "../paging.ts";
import { state } from "../state.ts";
import { since } from "../times.ts";
import type { Screen } from "./screen.ts";

export interface AuditData {
  now: string;
  query: Query;
  items: readonly AuditRecordView[];
  next: string | null;
  head: AuditHeadView;
}

export function auditScreen({ now, query, items, next, head }: AuditData): Screen {
  return {
    title: "Audit",
    current: "/audit",
    watch: ["all"],
    body: html`<div class="head"><h1>Audit</h1><span class="q">newest first, times in UTC; ${head.head === null ? "nothing is sealed yet" : html`sealed up to ${head.head.split(":")[0] ?? ""}`}${head.unsealed === 0 ? null : `, ${head.unsealed} wait to be sealed`}</span></div>
<form class="filter" action="/audit">${field("actor", "Who", query.actor)}${field("act", "Act", query.act)}${field("subject", "To what", query.subject)}${field("project", "Project", query.project)}${field("from", "From", query.from)}${field("to", "to", query.to)}<button class="b">Show</button></form>
${
  items.length === 0
    ? html`<p class="q">No record is there ${Object.values(query).some(Boolean) ? "that is so" : "yet"}.</p>`
    : html`<table class="t stack" id="records"><thead><tr><th>At</th><th>Who</th><th>Act</th><th>To what</th><th>Why</th><th>More</th><th class="n">Record</th></tr></thead><tbody>${items.map(
        (one) =>
          html`<tr id="record-${one.id}"><td>${since(one.at, "UTC", now)}</td><td><a class="nm" href="${addressOf("/audit", { actor: one.actor })}">${one.actor}</a>${one.kind === null ? null : html` <span class="q">${one.kind}</span>`}</td><td><a href="${addressOf("/audit", { ...query, act: one.act, after: undefined })}">${one.act}</a></td><td class="full"><a href="${addressOf("/audit", { subject: one.subject })}">${one.subject}</a></td><td class="full">${one.reason ?? html`<span class="q">no reason given</span>`}</td><td class="full">${Object.keys(one.detail).length === 0 ? html`<span class="q">nothing</span>` : html`<details><summary>Detail</summary><pre class="lines">${JSON.stringify(one.detail, null, 1)}</pre></details>`}</td><td class="n" data-l="record">${one.sealed ? null : state("wait")} ${one.id}${one.sealed ? null : html`<span class="vh"> not sealed yet</span>`}</td></tr>`,
      )}</tbody></table>`
}${pagingOf({ path: "/audit", query, name: "after" }, next)}`,
  };
}
