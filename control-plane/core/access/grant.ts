// Rights for a while, because of an incident or a change: what may be asked for, and what policies see of one.

import { matchesStars } from "../star-pattern.ts";
import { type AccessAction, actions, deployActions, readActions } from "./action.ts";
import { type EntityValue, type Resource, uid } from "./entities.ts";

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

/** One that holds now, whatever it is about. */
export interface HeldGrant extends GrantScope {
  kind: GrantKind;
}

/** As policies see it beside what is asked about: they can't compare names and tags one by one, so that is done here. */
export function grantContext(
  { kind, actions, project, pipelines, tags }: HeldGrant,
  resource: Resource,
): Record<string, EntityValue> {
  const { name, facts } =
    resource.kind === "pipeline" ? resource : { name: undefined, facts: undefined };
  // A tag without a value is one that nothing has: it must not make a grant one of everything.
  const pairs = Object.entries(tags).flatMap(([key, values]) =>
    (values.length === 0 ? [""] : values).map((value) => ({ key, value })),
  );
  const found = pairs.filter(({ key, value }) => facts?.tags[key]?.includes(value) ?? false);
  return {
    ...{ kind, actions: [...actions], project: { __entity: uid("Project", project) } },
    pipelines: [...pipelines],
    matched: pipelines.filter((pattern) => name !== undefined && matchesStars(name, pattern)),
    ...{ tags: pairs.map(textOf), found: found.map(textOf) },
  };
}

/** A `=` within the key is `\=`, or `a=b` with `c` would count as `a` with `b=c`. */
const textOf = ({ key, value }: { key: string; value: string }): string =>
  `${key.replace(/[\\=]/g, "\\$&")}=${value}`;
