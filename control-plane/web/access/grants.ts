// Rights that end by themselves: who has them, because of what, until when, and whether they were used.

import type { AuditRecordView, GrantView, RunGrantView } from "#api/types.ts";
import { type Html, html } from "../html.ts";
import { addressOf } from "../paging.ts";
import { type Shape, state, stateWord } from "../state.ts";
import { since, timeText } from "../times.ts";

const standing = ({ endedAt, ending, approvedBy }: GrantView): [Shape, string] =>
  endedAt !== null
    ? ["off", ending ?? "ended"]
    : approvedBy === null
      ? ["person", "waits for approval"]
      : ["ok", "in force"];

interface GrantsData {
  /** Those that have ended, too. */
  all: boolean;
  now: string;
  /** The newest records of uses; null: whoever reads may not see the audit. */
  uses: readonly AuditRecordView[] | null;
}

/** How often it was used and when last, as far back as the records reach. */
function usesOf(id: number, { uses, now }: GrantsData): Html {
  const link = addressOf("/audit", { act: "access-grant-use", subject: `grant ${id}` });
  if (uses === null) return html`<a href="${link}">Uses in the audit</a>`;
  const own = uses.filter(({ subject }) => subject === `grant ${id}`);
  const [last] = own;
  return last === undefined
    ? html`<span class="q">not used</span>`
    : html`<a href="${link}">${own.length} ${own.length === 1 ? "time" : "times"}</a>, last ${since(last.at, "UTC", now)}`;
}

export const grantsOf = (grants: readonly GrantView[], { all, now, uses }: GrantsData): Html =>
  html`<section class="sec" id="grants"><div class="sh"><h2>Rights for a while</h2><span class="q">${grants.length}, newest first; each ends by itself</span><span class="r"><a href="${addressOf("/access", { all: all ? undefined : "true" })}#grants">${all ? "Only those in force" : "Those that have ended, too"}</a></span></div>${
    grants.length === 0
      ? html`<p class="q">Nobody has asked for a right${all ? "" : " that is still in force"}.</p>`
      : html`<table class="t stack"><thead><tr><th>State</th><th>Who</th><th>May</th><th>Bound to</th><th>Why</th><th>Until, UTC</th><th>Agreed to by</th><th>Uses</th></tr></thead><tbody>${grants.map(
          (one) => {
            const [shape, word] = standing(one);
            return html`<tr id="grant-${one.id}"><td>${stateWord(shape, word)}</td><td><b>${one.grantee}</b></td><td>${one.actions.join(", ")} in ${one.project}${one.pipelines.length === 0 ? null : html`: ${one.pipelines.join(", ")}`}</td><td data-l="bound to">${one.kind} ${one.ticket}</td><td class="full">${one.reason}</td><td class="nw" data-l="until">${timeText(one.until, "UTC", now)}</td><td data-l="agreed to by">${one.approvedBy ?? html`<span class="q">nobody yet</span>`}</td><td data-l="uses">${usesOf(one.id, { all, now, uses })}</td></tr>`;
          },
        )}</tbody></table>`
  }</section>`;

export const runGrantsOf = (grants: readonly RunGrantView[], now: string): Html =>
  html`<section class="sec" id="run-grants"><div class="sh"><h2>What running tasks may use now</h2><span class="q">${grants.length}; each ends with its attempt</span></div>${grants.length === 0 ? html`<p class="q">No task runs that may use a secret or a connection.</p>` : html`<table class="t stack"><thead><tr><th>State</th><th>Run of</th><th>Task</th><th>May use</th><th>Since, UTC</th><th>Used</th></tr></thead><tbody>${grants.slice(0, 200).map((one) => html`<tr><td>${state(one.state === "used" ? "run" : "wait")} ${one.state}</td><td><a class="nm" href="/runs/${one.run}">${one.pipeline}</a> <span class="q">${one.project}</span></td><td>${one.task}, attempt ${one.attempt}</td><td><code class="any">${one.resource}</code></td><td>${since(one.since, "UTC", now)}</td><td data-l="used">${one.usedAt === null ? html`<span class="q">not yet</span>` : since(one.usedAt, "UTC", now)}</td></tr>`)}</tbody></table>`}</section>`;
