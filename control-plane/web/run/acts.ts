// What may be done to a run: each act is one small form with its effect, a reason and a button that says the verb. What is refused is
// there too, with the policy that refuses it.

import { type Html, html } from "../html.ts";

export interface Act {
  /** As the API calls it. */
  name: "rerun" | "cancel" | "mark" | "approve" | "reject";
  /** On the button, with what it does it to. */
  label: string;
  /** What will have happened. */
  effect: string;
  /** Of one task. */
  task: string | null;
  needsReason: boolean;
  /** Why it can't be done; null: it can. */
  refused: string | null;
}

export const actsOf = (run: string, acts: readonly Act[], csrf: string | null): Html =>
  html`<div class="acts" id="acts">${acts.map((act) => formOf(run, act, csrf))}</div>`;

function formOf(run: string, act: Act, csrf: string | null): Html {
  const { name, label, effect, task, needsReason, refused } = act;
  const id = `act-${name}${task === null ? "" : `-${task.replaceAll(/[^\w]/g, "-")}`}`;
  if (refused !== null)
    return html`<span class="refused" id="${id}"><button class="b" type="button" disabled data-act data-refused aria-describedby="${id}-why">${label}</button> <span class="q" id="${id}-why">${refused}</span></span>`;
  return html`<details class="act" id="${id}"><summary class="b">${label}…</summary>
<form method="post" action="/runs/${run}/act"><input type="hidden" name="csrf" value="${csrf ?? ""}"><input type="hidden" name="act" value="${name}">${task === null ? null : html`<input type="hidden" name="task" value="${task}">`}
<p>${effect}</p>
${name === "mark" ? html`<label>It counts as <select class="fld" name="state"><option>succeeded</option><option>skipped</option><option>failed</option></select></label>` : null}
<label>Reason, kept in the audit <input class="fld" name="reason" maxlength="1000"${needsReason ? html` required` : null}></label>
<button class="b p" data-act>${label}</button></form></details>`;
}
