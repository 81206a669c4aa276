// Whether a run may use a secret. It acts as itself, never as whoever started it: what counts is its definition, which
// was reviewed and deployed, and what its project's registration allows now.

import { isAllowed, type ProjectCeilings } from "../ceilings/ceilings.ts";
import type { Identity } from "./identity.ts";

export interface SecretUse {
  identity: Pick<Identity, "kind">;
  secret: string;
  /** Names that the task of its pinned definition has. */
  named: readonly string[];
  /** Null where there are none. */
  ceilings: ProjectCeilings | null;
}

export interface UseDecision {
  allowed: boolean;
  /** Ids of the policies that decided. */
  policies: readonly string[];
}

const denied: UseDecision = { allowed: false, policies: [] };

/** The default policy of `useSecret`: only a run, only what its definition names, only within the ceilings. */
export function mayUseSecret({ identity, secret, named, ceilings }: SecretUse): UseDecision {
  if (identity.kind !== "run" || !named.includes(secret)) return denied;
  if (ceilings !== null && !isAllowed(ceilings.allow, { kind: "secrets", value: secret }))
    return denied;
  return { allowed: true, policies: ["built-in#run-uses-named-secret"] };
}
