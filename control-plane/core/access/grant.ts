// Rights for a while, because of an incident or a change: what may be asked for, and whether one covers an act.

import { matchesStars } from "../star-pattern.ts";
import { type AccessAction, actions, deployActions, readActions } from "./action.ts";
import type { Resource } from "./entities.ts";

export const grantKinds = ["incident", "ticket"] as const;
export type GrantKind = (typeof grantKinds)[number];

export interface GrantScope {
  actions: readonly string[];
  project: string;
  /** Names with `*` for any characters; none: all of the project. */
  pipelines: readonly string[];
  /** Each of which a pipeline must have. */
  tags: Readonly<Record<string, readonly string[]>>;
}

export const longestGrantMs = 7 * 86_400_000;

/** What people do; reading is never given for a while, since what may be read is decided for all alike, nor what a merge does. */
export const grantableActions: readonly AccessAction[] = [
  ...actions.pipeline,
  ...actions.project,
].filter((action) => !readActions.has(action) && !deployActions.has(action));

/** A number as ticket systems give it: nothing that means something in an address. */
export const ticketRule = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** What is wrong with a request, by field. */
export function grantFaults(
  asked: GrantScope & { ticket: string; reason: string; forMs: number },
): { at: string; message: string; help?: string }[] {
  const faults: { at: string; message: string; help?: string }[] = [];
  if (!ticketRule.test(asked.ticket))
    faults.push({
      at: "ticket",
      message: `"${asked.ticket}" is no number of a ticket`,
      help: "such as INC0012345",
    });
  const unknown = asked.actions.filter(
    (one) => !(grantableActions as readonly string[]).includes(one),
  );
  if (asked.actions.length === 0 || unknown.length > 0)
    faults.push({
      at: "actions",
      message:
        unknown.length > 0
          ? `${unknown.join(", ")} can't be granted for a while`
          : "no action is named",
      help: `of: ${grantableActions.join(", ")}`,
    });
  if (asked.reason.trim() === "") faults.push({ at: "reason", message: "a reason is needed" });
  if (!(asked.forMs > 0 && asked.forMs <= longestGrantMs))
    faults.push({ at: "for", message: "a grant is for 7 days at most", help: "such as 4h" });
  return faults;
}

/** Whether it is about this act on this very thing. */
export function covers(grant: GrantScope, action: AccessAction, resource: Resource): boolean {
  if (!grant.actions.includes(action)) return false;
  const isWhole = grant.pipelines.length === 0 && Object.keys(grant.tags).length === 0;
  // What is done to a whole project is covered only by what is about a whole one.
  if (resource.kind === "project") return isWhole && resource.name === grant.project;
  if (resource.kind !== "pipeline" || resource.facts.project !== grant.project) return false;
  const { name, facts } = resource;
  const isNamed =
    grant.pipelines.length === 0 ||
    (name !== undefined && grant.pipelines.some((pattern) => matchesStars(name, pattern)));
  return (
    isNamed &&
    Object.entries(grant.tags).every(([key, values]) =>
      values.every((value) => facts.tags[key]?.includes(value) ?? false),
    )
  );
}
