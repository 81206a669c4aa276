// What the rules of a registration say to a plan: whether a sync would deploy it, hold it or refuse it, and by which limit.

import { deletionHold } from "../authorize.ts";
import { isUnlimited } from "../ceilings/ceilings.ts";
import type { Diagnostic } from "../diagnostic.ts";
import type { Plan } from "../plan.ts";
import { defaultSync, type ProjectRules } from "../registration.ts";
import { named } from "./wording.ts";

export interface Verdict {
  rule: "deletions" | "ceilings" | "rules" | "strict" | "signatures" | "approvals";
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
  const { holdDeletions, strict, signatures, approvals } = rules?.sync ?? defaultSync;
  const by = rules === null ? "by default" : "by the registration";
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  return [
    deletions(plan, deployed, holdDeletions, by),
    ...(rules === null || isUnlimited(rules) ? [] : [ceilings(errors)]),
    ...(rules?.checks ? [organisation(rules.checks.rules.length, errors)] : []),
    ...(strict ? [strictly(errors.length)] : []),
    ...(signatures?.required
      ? [unknown("signatures", "an allowed signer must have signed the commit")]
      : []),
    ...(approvals.atLeast > 0
      ? [unknown("approvals", `${approvals.atLeast} must approve exactly the commit`)]
      : []),
    ...(approvals.bindToPlan ? [unknown("approvals", boundText(plan))] : []),
  ];
}

/** What lies outside is an error in its file as well: the pipeline stays as it is deployed. */
function ceilings(errors: readonly Diagnostic[]): Verdict {
  const outside = errors.filter(({ code }) => code === "ceiling-exceeded");
  const rule = "ceilings" as const;
  if (outside.length === 0) return { rule, outcome: "passes", text: "nothing is beyond them" };
  const what = [...new Set(outside.map(({ message }) => message))];
  return { rule, outcome: "refused", text: named(what) };
}

/** Like what is outside of a ceiling: the pipeline stays as it is deployed. */
function organisation(asked: number, errors: readonly Diagnostic[]): Verdict {
  const broken = errors.filter(({ code }) => code === "rule-broken" || code === "rule-unjudged");
  const rule = "rules" as const;
  if (broken.length === 0)
    return { rule, outcome: "passes", text: `nothing breaks any of ${asked}` };
  return {
    rule,
    outcome: "refused",
    text: named([...new Set(broken.map(({ message }) => message))]),
  };
}

const strictly = (errors: number): Verdict =>
  errors === 0
    ? { rule: "strict", outcome: "passes", text: "no file is in error" }
    : {
        ...{ rule: "strict", outcome: "refused" },
        text: `${errors} ${errors === 1 ? "error" : "errors"}, and with strict nothing of such a revision is deployed`,
      };

const boundText = ({ hash }: Plan): string =>
  `an approval covers exactly this plan, ${hash.slice(0, 12)}: with another one at the sync it is held`;

/** What only the server and the forge can tell. */
const unknown = (rule: Verdict["rule"], text: string): Verdict => ({
  ...{ rule, outcome: "unknown", text },
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
