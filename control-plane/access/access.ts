// The one question of every route: may this identity do this to that? Default deny.

import type { AccessFacts } from "#core/access/access-class.ts";
import type { AccessAction } from "#core/access/action.ts";
import type { Identity } from "#core/access/identity.ts";

/** What it is done to. Runs, tasks, logs and waits are asked about as their pipeline. */
export type Resource =
  | { kind: "pipeline"; facts: AccessFacts; name?: string }
  | { kind: "project"; name: string; environment: string }
  | { kind: "server" };

export interface Decision {
  allowed: boolean;
  /** Ids of the policies that decided, as `FILE#ID`; none where nothing permits. */
  policies: readonly string[];
  /** What went wrong while it was evaluated: then it is denied. */
  errors: readonly string[];
}

export interface Access {
  /** Changes whenever a decision could: with policies, teams and their members. */
  readonly version: string;
  decide(identity: Identity, action: AccessAction, resource: Resource): Decision;
}

/** Where no teams and policies are set up, whoever has the local token may everything, and nobody else anything. */
export const onlyLocal: Access = {
  version: "local",
  decide: ({ kind }) =>
    kind === "local"
      ? { allowed: true, policies: ["built-in#local-token"], errors: [] }
      : { allowed: false, policies: [], errors: [] },
};
