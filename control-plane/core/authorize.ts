// Decides whether a plan may be applied. Only this file makes an AuthorizedPlan, so nothing else can be applied.

import { isNobody } from "./break-glass.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { isSamePerson } from "./owners/reviewers.ts";
import type { Plan } from "./plan.ts";
import { defaultSync, type SyncSettings } from "./registration.ts";

const authorized: unique symbol = Symbol("authorized");

export interface Authorization {
  /** Who applies, for the audit. */
  actor: string;
  /** The rule that allowed it. */
  rule: string;
  /** Of the plan that was judged. */
  hash: string;
  /** What a person let through by naming its hash; null where nothing stood against it. */
  released: string | null;
}

export type AuthorizedPlan = Plan & { readonly [authorized]: Authorization };

export interface AuthorizeInput {
  /** Pipelines deployed before the plan. */
  deployed: number;
  actor: string;
  /** Why its signatures or approvals don't let it be deployed, each a clause. */
  unproven?: readonly string[];
  /** Who has a hand in what it brings, by all names they go by. */
  hands?: readonly string[];
  /** For which projects of lower waves it waits; null: for none. */
  wave?: string | null;
  /** The deployed commit is not an ancestor of the new one: somebody rewrote the branch. */
  rewritten: boolean;
  /** Pipelines that it removes or renames and that other projects await, with who does. */
  missed?: ReadonlyMap<string, readonly string[]>;
  /** What no confirmation releases, such as an error where none is allowed; null: nothing. */
  refused?: string | null;
  /** Hash of a plan that a person released by name, or null. */
  confirmed: string | null;
  limits?: SyncSettings["holdDeletions"];
}

/** Of a plan that was held and that a person, its actor, let through. */
const releasedRule = "released by confirmation of its hash";

export type Verdict = { plan: AuthorizedPlan } | { held: string };

/**
 * The one fixed rule until policies exist: whoever holds the server's token may apply. Rewritten history, many
 * deletions, one of what another project awaits, a result without any pipeline, or one that projects of lower waves have not
 * proved yet wait until exactly that plan is confirmed.
 * What lacks signatures or approvals is confirmed by somebody with a name who has no hand in it.
 */
export function authorize(plan: Plan, input: AuthorizeInput): Verdict {
  if (input.refused) return { held: input.refused };
  const reasons = [
    ...(input.unproven ?? []),
    input.rewritten
      ? "its history was rewritten: the deployed commit is not an ancestor of it"
      : null,
    deletionHold(plan, input.deployed, input.limits ?? defaultSync.holdDeletions),
    ...[...(input.missed ?? [])].map(([name, by]) => missedHold(plan, name, by)),
    input.wave ?? null,
  ].filter((reason) => reason !== null);
  const isUnproven = (input.unproven ?? []).length > 0;
  const refusal = isUnproven ? releaseIssue(input.actor, input.hands ?? []) : null;
  if (input.confirmed === plan.hash && refusal !== null)
    return { held: `${reasons.join("; ")}; ${refusal}` };
  if (reasons.length > 0 && input.confirmed !== plan.hash) return { held: reasons.join("; ") };
  const rule = reasons.length === 0 ? "the local token may apply" : releasedRule;
  const released = reasons.length === 0 ? null : reasons.join("; ");
  return {
    plan: { ...plan, [authorized]: { actor: input.actor, rule, hash: plan.hash, released } },
  };
}

/** Why this person can't let through what lacks signatures or approvals; null when they can. Their name is what they say. */
export function releaseIssue(actor: string, hands: readonly string[]): string | null {
  if (isNobody(actor))
    return "nobody is named who releases it, as what lacks signatures or approvals needs: say who (--actor)";
  return hands.some((one) => isSamePerson(one, actor))
    ? `${actor} has a hand in it: another person has to release what lacks signatures or approvals`
    : null;
}

/** Why a revision with errors is not deployed where `strict` allows none; null where there are none. */
export function strictHold(
  errors: readonly Pick<Diagnostic, "file" | "line" | "message">[],
): string | null {
  const [first] = errors;
  if (first === undefined) return null;
  const more = errors.length === 1 ? "" : `, and ${errors.length - 1} more`;
  return `the project is strict and there are errors: ${first.file}:${first.line}: ${first.message}${more}`;
}

/**
 * The one fixed rule for changes of a single run until policies exist: whoever holds the server's token may, alone.
 * They are on record and are reviewed afterwards.
 */
export const authorizeOverride = (_: {
  act: "force" | "override" | "review";
  actor: string;
}): { rule: string } => ({ rule: "the local token may change one run" });

export const authorizationOf = (plan: AuthorizedPlan): Authorization => plan[authorized];

function missedHold(
  { changes }: Plan,
  name: string,
  [first, ...others]: readonly string[],
): string {
  const to = changes.find(({ renamedFrom }) => renamedFrom === name)?.pipeline;
  const what = to === undefined ? `remove ${name}` : `rename ${name} to ${to}`;
  const who = others.length === 0 ? `${first} awaits` : `${first} and ${others.length} more await`;
  return `it would ${what}, which ${who}`;
}

/** Why a plan waits for what it removes; null where it doesn't. */
export function deletionHold(
  plan: Plan,
  deployed: number,
  limits: SyncSettings["holdDeletions"],
): string | null {
  const removed = plan.changes.filter(({ action }) => action === "removed").length;
  const added = plan.changes.filter(({ action }) => action === "added").length;
  if (removed === 0) return null;
  if (removed === deployed && added === 0) return `it would remove all ${deployed} pipelines`;
  const most = Math.max(limits.count, Math.floor((deployed * limits.percent) / 100));
  return removed > most
    ? `it would remove ${removed} of ${deployed} pipelines (${most} go through)`
    : null;
}
