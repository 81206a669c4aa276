// Who may do what to a pipeline, and by which policies; of whoever may not ask about others, what they may themselves.

import { queryText } from "../choices.ts";
import { type Html, html } from "../html.ts";
import { stateWord } from "../state.ts";

export interface Right {
  /** Name of the act. */
  action: string;
  /** Null: others may not be asked about. */
  able: readonly { who: string; needsMfa: boolean; policies: readonly string[] }[] | null;
  /** Whether whoever reads may. */
  own: boolean;
  policies: readonly string[];
}

const most = 4;

/** @param on `project/pipeline`. */
export const rightsOf = (rights: readonly Right[], on: string): Html =>
  html`<section class="sec" aria-labelledby="rights"><div class="sh"><h2 id="rights">Rights</h2><a class="r" href="${whyOf(on, "read")}">Why</a></div><table class="t near rights"><thead><tr><th scope="col">Act</th><th scope="col">You</th><th scope="col">Who may</th><th scope="col">By</th></tr></thead><tbody>${rights.map((right) => rowOf(right, on))}</tbody></table></section>`;

const whyOf = (on: string, action: string): string => `/access?${queryText({ on, action })}`;

/** As people say them. */
const words = new Map([
  ["read", "See it"],
  ["trigger", "Run it"],
  ["cancel", "Cancel a run"],
  ["rerun", "Run again"],
  ["approve", "Approve a task"],
  ["override", "Override a run"],
]);

function rowOf({ action, able, own, policies }: Right, on: string): Html {
  const by = [...new Set([...policies, ...(able ?? []).flatMap((one) => one.policies)])];
  const names = (able ?? [])
    .slice(0, most)
    .map(({ who, needsMfa }) => `${who}${needsMfa ? " (second factor)" : ""}`);
  const rest = (able ?? []).length - names.length;
  return html`<tr><td><a href="${whyOf(on, action)}">${words.get(action) ?? action}</a></td><td>${stateWord(own ? "ok" : "no", own ? "yes" : "no")}</td><td>${able === null ? html`<span class="q">not for you to see</span>` : able.length === 0 ? html`<span class="q">nobody by policies</span>` : `${names.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`}</td><td class="q">${by.slice(0, most).join(", ")}</td></tr>`;
}
