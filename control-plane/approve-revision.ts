// Judges the approvals of what a revision brings: change by change, by the OWNERS of the commit that is deployed.

import type { Judged } from "#core/judge.ts";
import { describeMissing, isMet, type Requirement, requirements } from "#core/owners/required.ts";
import { type OwnerRules, ownersFile, parseOwners } from "#core/owners/rules.ts";
import { touchedBy } from "#core/owners/touched.ts";
import type { Plan } from "#core/plan.ts";
import type { ApprovalEvidence, ChangeApproval, RevisionEvidence } from "#core/provenance.ts";
import { stepsSince } from "#git/incoming.ts";
import { ownersText } from "#git/owners-text.ts";
import { GitError, type GitSource } from "#git/source.ts";
import { readDiff } from "#git/trees.ts";
import { type ApprovalBaseRow, approvalBase } from "#store/projects.sql.ts";
import { type BoundChange, boundTo } from "./bound-plan.ts";
import { type Incoming, incomingChanges } from "./incoming-changes.ts";
import type { VerifyInput } from "./revision-facts.ts";
import { sha256 } from "./revision-plan.ts";
import { tagsOfChanged } from "./tags-of-changed.ts";

export interface ApproveInput extends VerifyInput {
  plan: Plan;
  judged: Pick<Judged, "good" | "sources">;
  project: VerifyInput["project"] & { revision_id: number | null; tree_oid: string | null };
  /** The project is held at the new commit. */
  held?: { wasDeployed: boolean } | null;
  /** Of the project's folder at the new commit. */
  tree: string;
  /** Reads what is deployed also where Git has forgotten it. */
  reader: Pick<GitSource, "readObjects">;
}

export interface Approved {
  /** Why it may not be deployed, each a clause. */
  refused: string[];
  evidence: Pick<RevisionEvidence, "approvals" | "wentBackFrom">;
}

/** So many changes at once are no ordinary merge, and the forge is asked about each. */
export const mostSteps = 100;

/**
 * The first deployment needs none: whoever registered the project answers for what is there. Nor does going back by a
 * hold to what was deployed before; what comes after that is judged as if nobody had gone back.
 */
export async function approveRevision(input: ApproveInput): Promise<Approved> {
  const { pool, project, source, head, held } = input;
  const standard =
    project.revision_id === null
      ? undefined
      : await approvalBase(pool, { project: project.id, deployed: project.revision_id });
  if (standard === undefined) return { refused: [], evidence: {} };
  const isBack = Boolean(held) && !(await source.isAncestor(standard.commit_oid, head.oid));
  const evidence = isBack ? { wentBackFrom: standard.commit_oid } : {};
  if (isBack && held?.wasDeployed) return { refused: [], evidence };
  const judged = await judgeSince(standard, input);
  return { ...judged, evidence: { ...judged.evidence, ...evidence } };
}

async function judgeSince(standard: ApprovalBaseRow, input: ApproveInput): Promise<Approved> {
  const settings = input.project.rules.sync.approvals;
  const base = standard.commit_oid;
  const owners = await ownersIn(input.reader, standard.tree_oid);
  const rules = owners?.rules ?? [];
  // One that comes in broken would have every change after it held.
  const problems = [
    ...unreadable(owners, "deployed commit"),
    ...unreadable(await ownersIn(input.reader, input.tree), "new commit"),
  ];
  if (problems.length > 0) return { refused: problems, evidence: {} };
  if (rules.length === 0 && settings.atLeast === 0) return { refused: [], evidence: {} };
  try {
    const changes = await judgeChanges(input, standard, rules);
    const asked = changes.filter(({ approval }) => approval.requirements.length > 0);
    const evidence: ApprovalEvidence = {
      from: settings.from,
      rulesAt: owners === null ? null : base,
      rules: owners === null ? null : owners.hash,
      changes: asked.map(({ approval }) => approval),
    };
    return {
      refused: asked.flatMap(({ refusal }) => refusal ?? []),
      evidence: { approvals: evidence },
    };
  } catch (error) {
    if (!(error instanceof GitError) || (error.kind !== "missing" && error.kind !== "tooLarge"))
      throw error;
    const reason = `which changes came in since ${base.slice(0, 12)} can't be told: ${error.message}`;
    return { refused: [reason], evidence: {} };
  }
}

type Owners = OwnerRules & { hash: string };

/** Null where the project's folder has no such file at that tree. It is kept also when Git forgets the commit. */
async function ownersIn(
  reader: ApproveInput["reader"],
  folder: string | null,
): Promise<Owners | null> {
  const text = await ownersText(reader, folder);
  return text === null ? null : { ...parseOwners(text), hash: sha256(text) };
}

const unreadable = (owners: Owners | null, which: string): string[] =>
  (owners?.problems ?? [])
    .slice(0, 1)
    .map(({ line, message }) => `${ownersFile}:${line} of the ${which} can't be read: ${message}`);

export interface JudgedChange {
  approval: ChangeApproval;
  refusal: string | null;
}

async function judgeChanges(
  input: ApproveInput,
  standard: ApprovalBaseRow,
  rules: OwnerRules["rules"],
): Promise<JudgedChange[]> {
  const { source, head, project, plan, judged } = input;
  const settings = project.rules.sync.approvals;
  const tags = await tagsOfChanged(input, standard);
  const steps = await stepsSince(source, standard.commit_oid, head.oid, project.path, mostSteps);
  const pathsOf = async (before: string | null, after: string | null) =>
    (await readDiff(source, before, after)).changes.map(({ path }) => path);
  const needed = (
    paths: readonly string[],
    names: readonly string[],
    by: Pick<Incoming, "approvers" | "writers">,
  ) =>
    requirements({
      ...{
        rules,
        paths,
        reviewers: by.approvers,
        writers: by.writers,
        teams: settings.teams,
        atLeast: settings.atLeast,
      },
      pipelines: names.map((name) => ({ name, tags: tags.get(name) ?? {} })),
    });
  const names = plan.changes.map(({ pipeline }) => pipeline);
  const paths: string[][] = [];
  for (const { before, after } of steps) paths.push(await pathsOf(before, after));
  // Nobody is asked about what needs no approval.
  if (needed(paths.flat(), names, { approvers: [], writers: [] }).length === 0) return [];
  const incoming = await incomingChanges(input, steps);
  const touching: { change: Incoming; paths: string[]; touched: string[] }[] = [];
  for (const change of incoming) {
    const paths = await pathsOf(change.before, change.after);
    touching.push({ change, paths, touched: touchedBy(plan.changes, judged.sources, paths) });
  }
  const attributed = new Set(touching.flatMap(({ touched }) => touched));
  // What a hold went back from was approved then.
  const again = await pathsOf(project.tree_oid, standard.tree_oid);
  for (const name of touchedBy(plan.changes, judged.sources, again)) attributed.add(name);
  // What none of the files explains each change may be behind.
  const rest = names.filter((name) => !attributed.has(name));
  const asked = touching.map(({ change, paths, touched }) => {
    const behind = [...touched, ...rest];
    return { change, behind, asked: needed(paths, behind, change) };
  });
  const bound = settings.bindToPlan ? await boundTo(input, asked) : null;
  return asked.map(({ change, asked }) => judgeChange(change, asked, bound?.get(change) ?? null));
}

/** @param bound What its reviewers saw of pipelines, where an approval covers just that. */
export function judgeChange(
  change: Incoming,
  asked: Requirement[],
  bound: BoundChange | null,
): JudgedChange {
  const { commits, evidence, content, approvers, passedOver, doubt } = change;
  const shown = evidence && {
    ...{ forge: evidence.forge, number: evidence.number, url: evidence.url },
    ...{ author: evidence.author, headCommit: evidence.headCommit },
  };
  const approval: ChangeApproval = {
    ...{ commits, change: shown, content, approvers, passedOver, requirements: asked },
    plan: bound?.hash ?? null,
  };
  if (asked.length === 0) return { approval, refusal: null };
  const missing = asked.filter((one) => !isMet(one)).map(describeMissing);
  const reasons = [doubt ?? [], bound?.reasons ?? [], missing].flat();
  if (reasons.length === 0) return { approval, refusal: null };
  const others = passedOver.map(({ user, why }) => `${user} ${why}`);
  const notes = others.length === 0 ? "" : ` (${others.join(", ")})`;
  const name = evidence
    ? `change #${evidence.number}`
    : `commit ${(commits[0] as string).slice(0, 12)}`;
  return { approval, refusal: `${name} is not approved: ${reasons.join("; ")}${notes}` };
}
