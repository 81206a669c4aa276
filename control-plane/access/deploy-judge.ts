// May this change be deployed? Asked of everybody who made it, about what is deployed and what would be: once for all that
// is alike.

import { type AccessFacts, classKey } from "#core/access/access-class.ts";
import type { Denial, Maker } from "#core/access/deploy-denied.ts";
import type { Resource } from "#core/access/entities.ts";
import { type PolicyPlace, placeOf } from "#core/access/policy-place.ts";
import { personNamed } from "#core/access/teams.ts";
import { canonicalJson } from "#core/canonical.ts";
import type { CedarAccess } from "./cedar.ts";

/** A change that came in: who made it, and who approved exactly that. */
export interface MadeChange {
  /** `change #12`, `commit 1a2b3c4d5e6f`. */
  what: string;
  /** Names as commits and forges have them. */
  makers: readonly Maker[];
  approvers: readonly string[];
}

export interface PipelineSides {
  before: AccessFacts | null;
  after: AccessFacts | null;
}

export interface DeployJudge {
  /** The first of these changes that may not, or null. With both sides, so that none takes away first what protects it. */
  pipeline(sides: PipelineSides, changes: readonly MadeChange[]): Denial | null;
  project(
    project: { name: string; environment: string },
    changes: readonly MadeChange[],
  ): Denial | null;
}

type Ask = Extract<Resource, { kind: "pipeline" | "project" }>;

/** Somebody of a team who had no hand in it approves it, by way of trial. */
function missing(
  teams: CedarAccess["teams"],
  policies: readonly PolicyPlace[],
  hands: ReadonlySet<string>,
  wouldDo: (approvers: string[]) => boolean,
): string[][] {
  const known = [...new Set(policies.flatMap((one) => one.teams))].flatMap((team) => {
    const names = (teams.teams[team]?.members ?? []).map((name) => name.toLowerCase());
    const one = names.find((name) => !hands.has(name));
    return one === undefined ? [] : { team, one };
  });
  const alone = known.filter(({ one }) => wouldDo([one]));
  if (alone.length > 0) return alone.map(({ team }) => [team]);
  const all = known.length > 1 && wouldDo(known.map(({ one }) => one));
  return all ? [known.map(({ team }) => team)] : [];
}

export function deployJudge(access: CedarAccess): DeployJudge {
  const places = new Map(access.policies.map((policy) => [policy.id, policy]));
  const known = new Map<string, Omit<Denial, "side"> | null>();
  const keys = new Map<MadeChange, string>();

  const judge = (resource: Ask, key: string, change: MadeChange) => {
    const made = keys.getOrInsertComputed(change, () =>
      canonicalJson([change.what, change.makers, change.approvers]),
    );
    return known.getOrInsertComputed(`${key} ${made}`, () => denialOf(resource, change));
  };

  const denialOf = (resource: Ask, { what, makers, approvers }: MadeChange) => {
    const hands = new Set(makers.map((maker) => personNamed(access.teams, maker.name)));
    // Nobody approves what they made, by whichever name.
    const others = approvers
      .map((one) => personNamed(access.teams, one))
      .filter((one) => !hands.has(one));
    for (const maker of makers) {
      const name = personNamed(access.teams, maker.name);
      const identity = { kind: "user", name, groups: [], mfa: false, scopes: null } as const;
      const action = resource.kind === "pipeline" ? "deploy" : "deployProject";
      const decide = (approvers: string[]) =>
        access.decide(identity, action, resource, {
          deploy: { proven: maker.proven, approvers },
        });
      const { allowed, policies, errors } = decide(others);
      if (allowed) continue;
      const deciding = policies.flatMap((id) => {
        const policy = places.get(id);
        return policy?.json.effect === "forbid" ? placeOf(policy) : [];
      });
      const wouldDo = (more: string[]) => decide([...others, ...more]).allowed;
      const approvalBy = missing(access.teams, deciding, hands, wouldDo);
      return { who: { ...maker, name }, change: what, policies: deciding, approvalBy, errors };
    }
    return null;
  };

  return {
    pipeline({ before, after }, changes) {
      for (const [side, facts] of [["deployed", before] as const, ["new", after] as const]) {
        if (facts === null) continue;
        const key = classKey(facts);
        for (const change of changes) {
          const denial = judge({ kind: "pipeline", facts }, key, change);
          if (denial !== null) return { ...denial, side };
        }
      }
      return null;
    },
    project(project, changes) {
      const resource = { kind: "project", ...project } as const;
      for (const change of changes) {
        const denial = judge(resource, `project ${project.name}`, change);
        if (denial !== null) return { ...denial, side: "new" };
      }
      return null;
    },
  };
}
