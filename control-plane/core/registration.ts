// What a control repository says of a project: its source, its ceilings, and how its branch is followed.

import type { ProjectFacts } from "#core/access/entities.ts";
import type { ApprovalsSpec, CeilingsSpec, Registration, SyncSpec } from "#schemas/types.ts";
import { parseDuration } from "./duration.ts";
import { type RuledProject, rulesInForce } from "./rules/in-force.ts";
import type { RuleSet, RulesInForce } from "./rules/rule.ts";
import type { TrustTexts } from "./signatures/trust.ts";

/** What a project may at most use, by kind; null allows anything of the kind. */
export type Ceilings = { readonly [Kind in keyof CeilingsSpec]-?: readonly string[] | null };

/** How a branch is followed, defaults filled in. */
export interface SyncSettings {
  onRewrite: "block" | "follow";
  /** Removals up to the larger of both go through. */
  holdDeletions: { count: number; percent: number };
  strict: boolean;
  approvals: Required<ApprovalsSpec>;
  /** Its place among the projects that follow the same repository; null: it waits for nobody. */
  wave: number | null;
  /** How long those of lower waves keep a commit first, in ms; null: runs are not looked at. */
  soakMs: number | null;
  /** Null: nobody looks at signatures. */
  signatures: SignatureSettings | null;
}

export interface SignatureSettings extends TrustTexts {
  required: boolean;
}

/** Where in the control repository the ceilings of a project are written. */
export interface RuledAt {
  file: string;
  /** `line:column` of each key of `allow`. */
  places: { readonly [Kind in keyof CeilingsSpec]?: string };
}

/** Which of a worker's providers are asked for secrets of these names, in order. */
export interface SecretRoute {
  /** Patterns. */
  names: readonly string[];
  from: readonly string[];
}

/** What a registration rules about a project; kept with its row. */
export interface ProjectRules {
  allow: Ceilings;
  sync: SyncSettings;
  /** Null for a project without a registration. */
  ruledAt: RuledAt | null;
  /** The organisation's rules on the day that was asked for; null: none is for the project, or nobody asked. */
  checks: RulesInForce | null;
  /** The name by which the project is registered; null where nobody asked. */
  project: string | null;
}

/** The part of a registration that a project's row keeps, as it was written. */
export type StoredRules = Pick<
  Registration,
  "allow" | "secrets" | "sync" | "forge" | "owner" | "tags"
> & {
  ruledAt?: RuledAt;
  /** Rules and waivers of the control repository. */
  checks?: RuleSet;
};

export const defaultSync: SyncSettings = {
  onRewrite: "block",
  holdDeletions: { count: 10, percent: 20 },
  strict: false,
  approvals: { bindToPlan: false, atLeast: 0, from: "forge", teams: {} },
  wave: null,
  soakMs: null,
  signatures: null,
};

/** What policies know of a project beside its name and environment. */
export const projectFactsOf = ({ owner, tags }: StoredRules): ProjectFacts => ({
  owner: owner ?? null,
  tags: tags ?? {},
});

/**
 * Fills in what a registration leaves out; a project without one has the defaults and no ceilings.
 * @param of Whose rules and on which day; null where the organisation's don't matter.
 */
export function rulesOf(
  { allow = {}, sync = {}, ruledAt, checks }: StoredRules,
  of: RuledProject | null = null,
): ProjectRules {
  const { runsOn = null, runAs = null, secrets = null, pools = null, network = null } = allow;
  return {
    allow: { runsOn, runAs, secrets, pools, network },
    sync: syncSettings(sync),
    ruledAt: ruledAt ?? null,
    checks: of === null ? null : rulesInForce(checks, of),
    project: of?.project ?? null,
  };
}

const defaultSignatures: SignatureSettings = {
  ...{ required: true, allowedSigners: "", pgpKeys: "" },
  ...{ revoked: [], forges: [] },
};

const syncSettings = ({
  onRewrite = defaultSync.onRewrite,
  strict = defaultSync.strict,
  wave,
  soak,
  holdDeletions,
  approvals,
  signatures,
}: SyncSpec): SyncSettings => ({
  ...{ onRewrite, strict, wave: wave ?? null },
  soakMs: soak === undefined ? null : parseDuration(soak),
  holdDeletions: { ...defaultSync.holdDeletions, ...holdDeletions },
  approvals: { ...defaultSync.approvals, ...approvals },
  signatures: signatures === undefined ? null : { ...defaultSignatures, ...signatures },
});
