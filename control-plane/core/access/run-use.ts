// What a run uses while it runs, and whether it may. It acts as itself, never as whoever started it: what counts is its
// definition, which was reviewed and deployed, and what its project's registration allows now.

import { kindOf } from "../actions/kinds.ts";
import { isAllowed, type ProjectCeilings } from "../ceilings/ceilings.ts";
import type { Task } from "../pipeline.ts";
import type { AccessAction } from "./action.ts";
import type { Identity } from "./identity.ts";

export const useKinds = ["connection", "secret"] as const;
export type UseKind = (typeof useKinds)[number];

export interface RunUse {
  kind: UseKind;
  name: string;
}

/** What policies are asked for each. */
export const useActions: Record<UseKind, AccessAction> = {
  connection: "useConnection",
  secret: "useSecret",
};

/** As grants and the audit call it, such as `secret/finance/token`. */
export const resourceOfUse = ({ kind, name }: RunUse): string => `${kind}/${name}`;

/** What a task's definition names; most tasks name nothing, and pay nothing for what others do. */
export function usesOfTask({ action, secrets }: Pick<Task, "action" | "secrets">): RunUse[] {
  // Revisions of before there were secrets don't have the property.
  const named = secrets?.length ? secrets.map((name): RunUse => ({ kind: "secret", name })) : none;
  const connections = kindOf(action).connections(action);
  if (connections.length === 0) return named;
  return [...connections.map((name): RunUse => ({ kind: "connection", name })), ...named];
}

const none: RunUse[] = [];

export interface UseAsked {
  identity: Pick<Identity, "kind">;
  use: RunUse;
  /** What the task of its pinned definition names. */
  named: readonly RunUse[];
  /** Null where there are none. */
  ceilings: ProjectCeilings | null;
}

export interface UseDecision {
  allowed: boolean;
  /** Ids of the policies that decided. */
  policies: readonly string[];
}

const denied: UseDecision = { allowed: false, policies: [] };

/** The default policy of what is used: only by a run, only what its definition names, only within the ceilings. */
export function mayUse({ identity, use, named, ceilings }: UseAsked): UseDecision {
  const { kind, name } = use;
  if (identity.kind !== "run") return denied;
  if (!named.some((one) => one.kind === kind && one.name === name)) return denied;
  // The hosts of connections have a ceiling of their own, `network`; names of connections have none.
  const isSecret = kind === "secret";
  if (isSecret && ceilings !== null && !isAllowed(ceilings.allow, { kind: "secrets", value: name }))
    return denied;
  return { allowed: true, policies: [`built-in#run-uses-named-${kind}`] };
}
