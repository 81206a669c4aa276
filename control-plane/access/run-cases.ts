// Asks decision cases of teams and policies, and says which of them get another answer than they must.

import { deployActions } from "#core/access/action.ts";
import { type Case, resourceOf } from "#core/access/cases.ts";
import type { ProjectFacts } from "#core/access/entities.ts";
import type { HeldGrant } from "#core/access/grant.ts";
import type { Identity } from "#core/access/identity.ts";
import { identityOf } from "#core/access/people.ts";
import type { Teams } from "#core/access/teams.ts";
import type { DecisionGrant } from "#schemas/types.ts";
import type { Decision, DecisionInput } from "./access.ts";
import { type CedarAccess, cedarAccess } from "./cedar.ts";
import { decideGranted } from "./granted.ts";
import type { Policy } from "./policy-file.ts";

export interface CaseGround {
  teams: Teams;
  policies: readonly Policy[];
  projects: Readonly<Record<string, ProjectFacts & { environment: string }>>;
}

export interface Answered {
  asked: Case;
  decision: Decision;
  /** What is other than expected; null: nothing. */
  wrong: string | null;
}

/** At noon of a day that is nothing special, so that a case gets the same answer whenever it is asked. */
const noon = "2026-01-01T12:00:00Z";

export async function runCases(
  cases: readonly Case[],
  { teams, policies, projects }: CaseGround,
): Promise<Answered[]> {
  let at = noon;
  const now = () => new Date(at);
  const access = await cedarAccess({ teams, policies, projects, now });
  const environmentOf = (project: string) => projects[project]?.environment ?? "default";
  return cases.map((asked) => {
    at = asked.at ?? noon;
    const decision = decide(access, asked, environmentOf);
    return { asked, decision, wrong: difference(asked, decision) };
  });
}

function decide(
  access: CedarAccess,
  { who, mfa = false, does, to = {}, scopes, grants, run, proven = true, approvers = [] }: Case,
  environmentOf: (project: string) => string,
): Decision {
  const identity: Identity =
    who === "run"
      ? { kind: "run", name: "1", groups: [], mfa: false, scopes: null }
      : identityOf(who, mfa);
  const own = resourceOf("read", run?.pipeline ?? {}, environmentOf);
  const input: DecisionInput = {
    ...(deployActions.has(does) && { deploy: { proven, approvers } }),
    ...(who === "run" &&
      own.kind === "pipeline" && {
        run: {
          facts: own.facts,
          granted: run?.granted ?? [],
          isRunning: run?.running ?? true,
        },
      }),
  };
  const resource = resourceOf(does, to, environmentOf);
  const asked = {
    identity: { ...identity, scopes: scopes ?? null },
    action: does,
    resource,
    input,
  };
  return decideGranted(access, asked, (grants ?? []).map(heldOf)).decision;
}

const heldOf = ({
  kind = "incident",
  actions,
  project,
  pipelines = [],
  tags = {},
}: DecisionGrant): HeldGrant => ({ kind, actions, project, pipelines, tags });

function difference({ expect, by }: Case, { allowed, policies, errors }: Decision): string | null {
  const is = allowed ? "allow" : "deny";
  const named = policies.map(shortId);
  const because = [...errors, ...(named.length === 0 ? ["no policy permits it"] : named)].join(
    ", ",
  );
  if (is !== expect) return `expected ${expect}, is ${is} (${because})`;
  if (by === undefined) return null;
  const isSame = [...by].sort().join() === [...new Set(named)].sort().join();
  return isSame ? null : `expected ${expect} by ${by.join(", ") || "nothing"}, is so by ${because}`;
}

const shortId = (id: string): string => id.slice(id.lastIndexOf("#") + 1);
