// What the rules of a registration say to a plan: whether a sync would deploy it, hold it or refuse it, and by which limit.

import { deletionHold } from "../authorize.ts";
import type { Diagnostic } from "../diagnostic.ts";
import type { Plan } from "../plan.ts";
import { defaultSync, type ProjectRules } from "../registration.ts";

export interface Verdict {
  rule: "deletions" | "strict" | "ceilings" | "approvals" | "rewrite";
  /** `unknown`: only the server can tell. */
  outcome: "passes" | "held" | "refused" | "unknown";
  /** One line without a full stop. */
  text: string;
}

/**
 * @param rules Null: no registration was given; a server's defaults are then said to be that.
 * @param deployed Pipelines of the old side.
 */
export function verdictsOf(
  plan: Plan,
  deployed: number,
  rules: ProjectRules | null,
  diagnostics: readonly Diagnostic[],
): Verdict[] {
  const { holdDeletions, strict, approvals } = rules?.sync ?? defaultSync;
  const by = rules === null ? "by default" : "by the registration";
  const verdicts = [deletions(plan, deployed, holdDeletions, by)];
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  if (strict)
    verdicts.push(
      errors > 0
        ? refused(
            "strict",
            `${errors} ${errors === 1 ? "error" : "errors"}, and with strict nothing of such a revision is deployed`,
          )
        : { rule: "strict", outcome: "passes", text: "no file is in error" },
    );
  if (approvals.bindToPlan)
    verdicts.push({
      rule: "approvals",
      outcome: "unknown",
      text: `an approval covers exactly this plan, ${plan.hash.slice(0, 12)}: with another one at the sync it is held`,
    });
  return verdicts;
}

const refused = (rule: Verdict["rule"], text: string): Verdict => ({
  rule,
  outcome: "refused",
  text,
});

function deletions(
  plan: Plan,
  deployed: number,
  limits: { count: number; percent: number },
  by: string,
): Verdict {
  const rule = "deletions" as const;
  const hold = deletionHold(plan, deployed, limits);
  if (hold !== null)
    return { rule, outcome: "held", text: `${hold}: ${by}, until a person releases it` };
  const removed = plan.changes.filter(({ action }) => action === "removed").length;
  const most = Math.max(limits.count, Math.floor((deployed * limits.percent) / 100));
  const text = `removes ${removed} of ${deployed} pipelines: up to ${most} go through ${by}`;
  return { rule, outcome: "passes", text: removed === 0 ? "removes nothing" : text };
}
