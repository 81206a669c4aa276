// A form of an act of the night shift on a page of its own: what it will do, its fields, a reason, and the button; or that it is refused
// and by which policy.

import { type Html, html } from "./html.ts";

export interface ActForm {
  /** Where it goes: `PATH/act`. */
  action: string;
  act: string;
  label: string;
  effect: string;
  fields: Html | null;
  csrf: string | null;
  /** Why it can't be done; null: it can. */
  refused: string | null;
}

export const actForm = ({ action, act, label, effect, fields, csrf, refused }: ActForm): Html =>
  html`<form class="night" method="post" action="${action}" id="act-${act}"><input type="hidden" name="csrf" value="${csrf ?? ""}"><input type="hidden" name="act" value="${act}">
<p>${effect}</p>
${refused === null ? fields : null}
${
  refused === null
    ? html`<label>Reason, kept in the audit <input class="fld" name="reason" required maxlength="1000" autocomplete="off"></label> <button class="b p" data-act>${label}</button>`
    : html`<button class="b" type="button" disabled data-act data-refused aria-describedby="why-${act}">${label}</button> <span class="q" id="why-${act}">${refused}</span>`
}</form>`;
