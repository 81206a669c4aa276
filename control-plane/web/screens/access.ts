// Access: may this person do this, by which rule, until when; and who may.

import type {
  AbleView,
  AuditRecordView,
  ExplanationView,
  GrantView,
  ProjectView,
  RefusalPageView,
  RunGrantView,
} from "#api/types.ts";
import { everyAction } from "#core/access/scopes.ts";
import { explanationOf } from "../access/explanation.ts";
import { grantsOf, runGrantsOf } from "../access/grants.ts";
import { type Able, matrixOf } from "../access/matrix.ts";
import { refusalsOf } from "../access/refusals.ts";
import { field } from "../estate-tabs.ts";
import { type Html, html } from "../html.ts";
import { addressOf, type Query } from "../paging.ts";
import { state } from "../state.ts";
import type { Screen } from "./screen.ts";

export interface AccessData {
  now: string;
  me: string;
  query: Query;
  explanation: ExplanationView;
  /** Those that may be read. */
  projects: readonly ProjectView[];
  /** Null: whoever reads may not know. */
  able: readonly AbleView[] | null;
  grants: readonly GrantView[] | null;
  runGrants: readonly RunGrantView[] | null;
  refusals: RefusalPageView | null;
  /** Records of the newest uses of rights for a while. */
  uses: readonly AuditRecordView[] | null;
  /** Whether it is asked who may do what. */
  hasMatrix: boolean;
  matrix: readonly Able[] | null;
}

export const accessScreen = ({
  now,
  me,
  query,
  explanation,
  projects,
  able,
  grants,
  runGrants,
  refusals,
  uses,
  hasMatrix,
  matrix,
}: AccessData): Screen => ({
  title: "Access",
  current: "/access",
  watch: ["all"],
  body: html`<div class="head"><h1>Access</h1><span class="q">policies and teams are files in Git; what nothing permits is denied</span></div>
<form class="filter" action="/access"><b>May</b><label><span class="vh">Who</span> <input class="fld" name="who" value="${query.who ?? me}" maxlength="400"></label><label>do <select class="fld" name="action">${everyAction.map((name) => html`<option${name === explanation.action ? html` selected` : null}>${name}</option>`)}</select></label>${field("on", "to", query.on)}<button class="b p">Explain</button><span class="q"><code class="any">project/pipeline</code>, <code>project</code>, or empty for the server</span></form>
${explanationOf(explanation, projects)}
${
  hasMatrix
    ? matrix === null
      ? hidden(`Who may do what to ${query.on}`, "readAccess")
      : matrixOf(matrix, query)
    : null
}
${ableOf(able, explanation, query)}
${refusals === null ? hidden("Refused lately", "readAccess") : refusalsOf(refusals, now)}
${grants === null ? hidden("Rights for a while", "manageAccess") : grantsOf(grants, { all: query.all === "true", now, uses })}
${runGrants === null ? hidden("What running tasks may use now", "read") : runGrantsOf(runGrants, now)}`,
});

/** Never a blank: what is missing is named, with the right that it needs. */
const hidden = (title: string, action: string): Html =>
  html`<section class="sec"><div class="sh"><h2>${title}</h2></div><p class="q">${state("no")} You may not see this: it needs <code>${action}</code>. <a href="${addressOf("/access", { action })}">Why not?</a></p></section>`;

function ableOf(
  able: readonly AbleView[] | null,
  { action, what }: ExplanationView,
  query: Query,
): Html {
  if (able === null) return hidden(`Who may ${action} ${what}`, "readAccess");
  return html`<section class="sec" id="able"><div class="sh"><h2>Who may ${action} ${what}</h2><span class="q">${able.length}; each leads to why</span>${query.on && query.matrix !== "true" ? html`<a class="r" href="${addressOf("/access", { ...query, matrix: "true" })}#matrix">Who may do what to it</a>` : null}</div>${able.length === 0 ? html`<p class="q">Nobody whom the server knows.</p>` : html`<table class="t stack"><thead><tr><th>Who</th><th>By</th><th>Second factor</th></tr></thead><tbody>${able.map(({ who, policies, needsMfa }) => html`<tr><td><a class="nm" href="${addressOf("/access", { ...query, who, action })}">${who}</a></td><td class="full">${policies.length === 0 ? html`<span class="q">the server's own token</span>` : html`<code class="any">${policies.join(", ")}</code>`}</td><td data-l="second factor">${needsMfa ? "needed" : "not needed"}</td></tr>`)}</tbody></table>`}</section>`;
}
