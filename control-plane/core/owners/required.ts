// Which approvals a change needs by a project's OWNERS, and which of them it has.

import { isSamePerson } from "./reviewers.ts";
import type { OwnerRule } from "./rules.ts";

/** Members by team, as the control repository has them. */
export type Teams = Readonly<Record<string, readonly string[]>>;

export interface RequiredInput {
  /** Of the deployed commit: a change can't lower what it needs itself. */
  rules: readonly OwnerRule[];
  /** Changed files, relative to the project's root. */
  paths: readonly string[];
  /** Changed pipelines with their tags before and after, so that taking one away doesn't help. */
  pipelines: readonly { name: string; tags: Readonly<Record<string, readonly string[]>> }[];
  teams: Teams;
  /** Whose approvals count, by `reviewersOf`. */
  reviewers: readonly string[];
  /** Those of them who may write to the repository. */
  writers: readonly string[];
  /** So many approvals whatever the rules say: of members of teams, or where there are none, of who may write. */
  atLeast: number;
  /** Who asks for them, for what is said. */
  asker?: string;
}

/** One rule that a change falls under. */
export interface Requirement {
  /** As `OWNERS:3 tag:tier=gold`, or where the number is from. */
  rule: string;
  owners: string[];
  count: number;
  /** Files and pipelines that fall under it. */
  because: string[];
  approvedBy: string[];
}

/** In the order of the file; each says what it is met by. */
export function requirements(input: RequiredInput): Requirement[] {
  const { rules, paths, pipelines, reviewers, atLeast, teams } = input;
  const because = new Map<OwnerRule, Set<string>>();
  const add = (rule: OwnerRule, what: string) =>
    because.getOrInsertComputed(rule, () => new Set()).add(what);
  for (const path of paths) {
    const last = rules.findLast(({ meets }) => "path" in meets && meets.path(path));
    if (last) add(last, path);
  }
  for (const { name, tags } of pipelines)
    for (const rule of rules)
      if ("tag" in rule.meets && tags[rule.meets.tag]?.includes(rule.meets.value))
        add(rule, `pipeline ${name}`);
  const asked = rules
    .filter((rule) => rule.owners.length > 0 && because.has(rule))
    .map((rule) => ({
      rule: `OWNERS:${rule.line} ${rule.subject}`,
      owners: rule.owners,
      count: rule.count,
      because: [...(because.get(rule) ?? [])],
      approvedBy: reviewers.filter((user) => isOwner(user, rule.owners, teams)),
    }));
  if (atLeast === 0 || paths.length === 0) return asked;
  const known = Object.keys(teams);
  const registration = {
    ...{
      rule: input.asker ?? "the project's registration",
      owners: known,
      count: atLeast,
      because: [...paths],
    },
    approvedBy: reviewers.filter((user) =>
      known.length > 0 ? isOwner(user, known, teams) : input.writers.includes(user),
    ),
  };
  return [...asked, registration];
}

/** An owner is a team where there is one of that name, else a person. */
const isOwner = (user: string, owners: readonly string[], teams: Teams): boolean =>
  owners.some((owner) =>
    (Object.hasOwn(teams, owner) ? (teams[owner] ?? []) : [owner]).some((member) =>
      isSamePerson(member, user),
    ),
  );

export const isMet = ({ approvedBy, count }: Requirement): boolean => approvedBy.length >= count;

/** `2 approvals of finance/leads (OWNERS:3 tag:tier=gold, for pipeline gl-close), has 1: ada`. */
export function describeMissing({ rule, owners, count, because, approvedBy }: Requirement): string {
  const of = ` of ${owners.join(" or ") || "people who may write to the repository"}`;
  const [first, ...others] = because;
  const rest = others.length === 0 ? "" : ` and ${others.length} more`;
  const has = approvedBy.length === 0 ? "none" : `${approvedBy.length}: ${approvedBy.join(", ")}`;
  return `it needs ${count} ${count === 1 ? "approval" : "approvals"}${of} (${rule}, for ${first}${rest}) and has ${has}`;
}
