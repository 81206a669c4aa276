// The one question of every route: may this identity do this to that? Default deny.

import type { AccessFacts } from "#core/access/access-class.ts";
import type { AccessAction } from "#core/access/action.ts";
import type { Resource } from "#core/access/entities.ts";
import type { HeldGrant } from "#core/access/grant.ts";
import type { Identity } from "#core/access/identity.ts";

export type { Resource } from "#core/access/entities.ts";

/** What a decision depends on beside who asks and what is done. */
export interface DecisionInput {
  /** Something that whoever asks was granted for a while and that holds now; policies say whether it is about this act. */
  grant?: HeldGrant;
  /** Where it is asked whether a change may be deployed: what is known of its author and of who approved it. */
  deploy?: { proven: boolean; approvers: readonly string[] };
  /** Where a run asks: without it a run may nothing. */
  run?: {
    /** Of its pipeline, as it was deployed. */
    facts: AccessFacts;
    /** Its attempt is under way and not past its time. */
    isRunning: boolean;
    /** Names of secrets and connections that its definition names and the project's registration allows. */
    granted: readonly string[];
  };
}

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
  decide(
    identity: Identity,
    action: AccessAction,
    resource: Resource,
    input?: DecisionInput,
  ): Decision;
}

/** Where no teams and policies are set up, whoever has the local token may everything, and nobody else anything. */
export const onlyLocal: Access = {
  version: "local",
  decide: ({ kind }) =>
    kind === "local"
      ? { allowed: true, policies: ["built-in#local-token"], errors: [] }
      : { allowed: false, policies: [], errors: [] },
};
