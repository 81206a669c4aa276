// Who may do what to one thing: a row for each whom the server knows, a column for each act.

import type { AbleView } from "#api/types.ts";
import { type Html, html } from "../html.ts";
import { addressOf, type Query } from "../paging.ts";
import { state } from "../state.ts";

/** What people are asked about at night, in the order of what it can do. */
export const matrixActions = [
  ...(["read", "readLogs", "trigger", "cancel", "rerun", "mark"] as const),
  ...(["approve", "hold", "override", "force", "deploy"] as const),
] as const;

export interface Able {
  action: (typeof matrixActions)[number];
  able: readonly AbleView[];
}

const most = 100;

export function matrixOf(matrix: readonly Able[], query: Query): Html {
  const may = new Map(
    matrix.map(({ action, able }) => [action, new Map(able.map((one) => [one.who, one]))]),
  );
  const people = [...new Set(matrix.flatMap(({ able }) => able.map(({ who }) => who)))].sort();
  const shown = people.slice(0, most);
  const cell = (who: string, action: Able["action"]): Html => {
    const one = may.get(action)?.get(who);
    const link = addressOf("/access", { on: query.on, who, action });
    return one === undefined
      ? html`<td><a class="st q" href="${link}">${state("no")}no</a></td>`
      : html`<td title="${one.policies.join(", ")}"><a class="st" href="${link}">${state("ok")}${one.needsMfa ? "with a second factor" : "yes"}</a></td>`;
  };
  return html`<section class="sec" id="matrix"><div class="sh"><h2 id="matrix-title">Who may do what to ${query.on ?? ""}</h2><span class="q">${people.length > most ? `${most} of ${people.length}` : people.length} who may do something; each cell opens its policy. Groups stand for their people.</span></div><div class="scroll" tabindex="0" role="region" aria-labelledby="matrix-title"><table class="t"><thead><tr><th scope="col">Who</th>${matrix.map(({ action }) => html`<th scope="col">${action}</th>`)}</tr></thead><tbody>${shown.map((who) => html`<tr><th scope="row"><b>${who}</b></th>${matrix.map(({ action }) => cell(who, action))}</tr>`)}</tbody></table></div></section>`;
}
