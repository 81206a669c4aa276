// What the night shift may do to a project: keep it where it is, let it follow again, look at its branch, let a held plan through.

import type { ProjectView } from "#api/types.ts";
import { type Html, html } from "../html.ts";

/** Each is one small form: the effect, the reason, the button. The API checks and records it. */
export function actsOf({ name, sync, deployed }: ProjectView, csrf: string | null): Html {
  const form = (act: string, label: string, effect: string, more: Html | null, asks: boolean) =>
    html`<form class="act" method="post" action="/deployments/act"><input type="hidden" name="csrf" value="${csrf ?? ""}"><input type="hidden" name="act" value="${act}"><input type="hidden" name="project" value="${name}">${more}${asks ? html`<label>Reason <input class="fld" name="reason" required maxlength="1000" autocomplete="off"></label>` : null}<button class="b">${label}</button><span class="q">${effect}</span></form>`;
  return html`<details class="acts-of" id="acts-${name}"><summary class="b">Hold, release, sync…</summary>
${
  sync.hold === null
    ? form(
        "hold",
        "Hold",
        deployed === null
          ? "Nothing is deployed until it is released."
          : `Stays at ${deployed.commit.slice(0, 8)}; what is merged waits. Leave “At” empty for that.`,
        html`<label>At <input class="fld" name="at" maxlength="40" pattern="[0-9a-fA-F]{4,40}" placeholder="${deployed?.commit.slice(0, 8) ?? ""}"></label>`,
        true,
      )
    : form("release", "Release the hold", "Follows its branch again.", null, true)
}
${sync.heldPlan === null ? null : form("confirm", "Let the held plan through", `Deploys plan ${sync.heldPlan.slice(0, 12)} and no other.`, html`<input type="hidden" name="plan" value="${sync.heldPlan}">`, true)}
${form("sync", "Sync now", "Looks at the branch and deploys what no rule holds.", null, false)}</details>`;
}
