// Access by teams and policies: Cedar decides, and whatever goes wrong while it does is a denial.

import { createHash } from "node:crypto";
import type { AccessFacts } from "#core/access/access-class.ts";
import { type AccessAction, deployActions, readActions } from "#core/access/action.ts";
import {
  type Entity,
  type EntityValue,
  type ProjectFacts,
  principalEntities,
  type Resource,
  resourceEntities,
  uid,
} from "#core/access/entities.ts";
import { grantableActions, grantContext } from "#core/access/grant.ts";
import type { Identity } from "#core/access/identity.ts";
import { type Standing, standingOf, type Teams } from "#core/access/teams.ts";
import { canonicalJson } from "#core/canonical.ts";
import type { Access, DecisionInput } from "./access.ts";
import { askCedar, type Question } from "./ask-cedar.ts";
import { loadCedar } from "./cedar-library.ts";
import { defaultFile, defaultText, schemaText } from "./default-policies.ts";
import { type Policy, readPolicyFile } from "./policy-file.ts";

export interface CedarOptions {
  /** Beside the default ones; each was read without a finding. */
  policies: readonly Policy[];
  teams: Teams;
  /** Owner and tags of each registered project. */
  projects?: Readonly<Record<string, ProjectFacts>>;
  now?: () => Date;
  /** Hears what went wrong while a policy was evaluated. */
  onError?: (message: string) => void;
}

export interface CedarAccess extends Access {
  readonly teams: Teams;
  readonly policies: readonly Policy[];
  /** Owner and tags of those that are registered. */
  readonly projects: Readonly<Record<string, ProjectFacts>>;
  /** As it is put to Cedar. */
  question(
    identity: Identity,
    action: AccessAction,
    resource: Resource,
    input?: DecisionInput,
  ): Question;
}

/** @throws when the policies that come with Trunkline are broken. */
export async function cedarAccess(options: CedarOptions): Promise<CedarAccess> {
  const cedar = await loadCedar();
  const { teams, projects = {}, now = () => new Date(), onError = () => {} } = options;
  const without = new Set(teams.withoutDefaults);
  const defaults = readPolicyFile(cedar, defaultFile, defaultText(), "control");
  if (defaults.diagnostics.length > 0)
    throw new Error(`policies/default.cedar: ${defaults.diagnostics[0]?.message}`);
  const policies = [
    ...defaults.policies.filter(({ id }) => !without.has(id.slice(defaultFile.length + 1))),
    ...options.policies,
  ];
  const texts = Object.fromEntries(policies.map(({ id, text }) => [id, text]));
  const version = digest(canonicalJson([schemaText(), texts, teams, projects]));
  const set = { version, texts };
  const standings = new Map<string, Standing>();
  const factsOf = (project: string) => projects[project] ?? noFacts;

  const question = (
    identity: Identity,
    action: AccessAction,
    resource: Resource,
    input: DecisionInput = {},
  ): Question => {
    const key = canonicalJson([identity.kind, identity.name, identity.groups]);
    const standing = standings.getOrInsertComputed(key, () => standingOf(teams, identity));
    const who = principalEntities(identity, standing, input.run?.facts ?? null);
    const what = resourceEntities(resource, factsOf);
    return {
      principal: who.principal,
      action: { type: "trunkline::Action", id: action },
      resource: what.resource,
      context: contextOf(identity, action, resource, input, { now, teams }),
      entities: distinct([
        ...who.entities,
        ...runProject(input.run?.facts, factsOf),
        ...what.entities,
      ]),
    };
  };

  return {
    version,
    teams,
    policies,
    projects,
    question,
    decide(identity, action, resource, input) {
      const decision = askCedar(cedar, set, question(identity, action, resource, input));
      for (const error of decision.errors)
        onError(`access of ${identity.kind} ${identity.name} to ${action} is denied: ${error}`);
      return decision;
    },
  };
}

const noFacts: ProjectFacts = { owner: null, tags: {} };

function contextOf(
  { mfa, scopes }: Identity,
  action: AccessAction,
  resource: Resource,
  { grant, run, deploy }: DecisionInput,
  { now, teams }: { now: () => Date; teams: Teams },
): Record<string, EntityValue> {
  const context = {
    ...{ action, mfa },
    ...(scopes === null ? {} : { scopes: [...scopes] }),
    ...(readActions.has(action)
      ? {}
      : { now: { __extn: { fn: "datetime", arg: now().toISOString() } } }),
    ...(grant !== undefined && grantableActions.includes(action)
      ? { grant: grantContext(grant, resource) }
      : {}),
    ...(action === "useSecret" || action === "useConnection"
      ? { granted: [...(run?.granted ?? [])], running: run?.isRunning ?? false }
      : {}),
    ...(deployActions.has(action) ? approvedBy(teams, deploy) : {}),
  };
  return context;
}

/** Where nobody says otherwise, an author who is proven and nobody who approved it. */
function approvedBy(
  teams: Teams,
  { proven, approvers }: DecisionInput["deploy"] & object = { proven: true, approvers: [] },
): Record<string, EntityValue> {
  const asked = { kind: "user", groups: [], mfa: false, scopes: null } as const;
  const standings = approvers.map((name) => standingOf(teams, { ...asked, name }));
  const set = (type: string, names: readonly string[]) =>
    [...new Set(names)].map((name) => ({ __entity: uid(type, name) }));
  return {
    proven,
    approvers: set(
      "User",
      approvers.map((name) => name.toLowerCase()),
    ),
    approverTeams: set(
      "Team",
      standings.flatMap((one) => one.teams),
    ),
    approverRoles: set(
      "Role",
      standings.flatMap((one) => one.roles),
    ),
  };
}

/** A run's own project, of which its own entity is part. */
function runProject(
  run: AccessFacts | undefined,
  factsOf: (project: string) => ProjectFacts,
): Entity[] {
  if (run === undefined) return [];
  const { project, environment } = run;
  return resourceEntities({ kind: "project", name: project, environment }, factsOf).entities;
}

/** The same thing may be given once only. */
const distinct = (entities: readonly Entity[]): Entity[] => [
  ...new Map(entities.map((one) => [`${one.uid.type} ${one.uid.id}`, one])).values(),
];

const digest = (text: string): string =>
  createHash("sha256").update(text).digest("hex").slice(0, 16);
