// Whether what would be deployed is what was approved: each changed pipeline as it is at the reviewed commit, with all
// that it is made of. Another merge may have moved a calendar under it since.

import { canonicalJson } from "#core/canonical.ts";
import { plannedOf } from "#core/judge.ts";
import { createParseCache } from "#core/parse-cache.ts";
import type { Change, Plan, PlannedPipeline } from "#core/plan.ts";
import { fieldChanges } from "#core/plan-fields.ts";
import { EstateView } from "#git/estate-view.ts";
import { folderTree, ProjectTree } from "#git/project-tree.ts";
import { GitError } from "#git/source.ts";
import type { ApproveInput } from "./approve-revision.ts";
import type { Incoming } from "./incoming-changes.ts";
import { sha256 } from "./revision-plan.ts";

export interface Bound {
  /** Of what was approved: each of the pipelines with its content hash. */
  hash: string;
  /** What would be deployed otherwise, by pipeline, as clauses. */
  differences: Map<string, string>;
}

/** Fields that a reason names; the plan has all of them. */
const shownFields = 3;

/** Of these pipelines of the plan, against a reviewed commit; null where that can't be read. */
export async function compareApproved(
  input: ApproveInput,
  headCommit: string,
  names: readonly string[],
): Promise<Bound | null> {
  const wanted = new Set(names);
  const changes = input.plan.changes.filter(({ pipeline }) => wanted.has(pipeline));
  const approved = await pipelinesAt(input, headCommit, changes);
  if (approved === null) return null;
  const desired = new Map(input.judged.good.map((one) => [one.name, one]));
  const differences = new Map<string, string>();
  for (const { pipeline, after } of changes) {
    const then = approved.get(pipeline);
    const now = after && desired.get(pipeline);
    if (then?.hash === now?.hash) continue;
    differences.set(pipeline, difference(pipeline, then, now ?? undefined));
  }
  const entries = [...approved].map(([name, { hash }]) => [name, hash]).sort();
  return { hash: sha256(canonicalJson(entries)), differences };
}

function difference(name: string, then?: PlannedPipeline, now?: PlannedPipeline): string {
  if (now === undefined) return `${name} would be removed, which it is not there`;
  if (then === undefined) return `${name} would be deployed, which is not there`;
  const paths = fieldChanges(then, now).map(({ path }) => path);
  const more = paths.length > shownFields ? ` and ${paths.length - shownFields} more` : "";
  return `${name} differs in ${paths.slice(0, shownFields).join(", ")}${more}`;
}

/** As the commit has them, by name, from the files that the plan says. */
async function pipelinesAt(
  { source, project }: ApproveInput,
  commit: string,
  changes: readonly Change[],
): Promise<Map<string, PlannedPipeline> | null> {
  let tree: string | null;
  try {
    tree = await folderTree(source, (await source.readCommit(commit)).tree, project.path);
  } catch (error) {
    if (error instanceof GitError && error.kind === "missing") return null;
    throw error;
  }
  if (tree === null) return new Map();
  const files = [
    ...new Set(
      changes.flatMap(({ before, after }) => [before?.file ?? [], after?.file ?? []].flat()),
    ),
  ];
  const view = new EstateView(source, new ProjectTree(source, tree), createParseCache());
  const sources = await view.read(files, await view.surroundings(files));
  return new Map(
    sources.flatMap(({ path, pipeline }) => {
      if (pipeline === null) return [];
      const planned = plannedOf(path, pipeline, sha256);
      return [[planned.name, planned] as const];
    }),
  );
}

export interface BoundChange {
  hash: string | null;
  /** Why its approvals don't cover what would be deployed, each a clause. */
  reasons: string[];
}

interface AskedChange {
  change: Incoming;
  /** Pipelines that it may be behind. */
  behind: readonly string[];
  asked: readonly unknown[];
}

/**
 * By change, of those that needed approvals from a forge. A pipeline that several changes are behind must be as one of
 * them was approved: the last one mostly, which was reviewed with those before it.
 */
export async function boundTo(
  input: ApproveInput,
  changes: readonly AskedChange[],
): Promise<Map<Incoming, BoundChange>> {
  const found = new Map<Incoming, BoundChange & { differences: ReadonlyMap<string, string> }>();
  const approved = new Set<string>();
  for (const { change, behind, asked } of changes) {
    if (asked.length === 0 || change.evidence === null) continue;
    const bound = await compareApproved(input, change.evidence.headCommit, behind);
    const differences = bound?.differences ?? new Map<string, string>();
    if (bound) for (const name of behind) if (!differences.has(name)) approved.add(name);
    const reasons = bound === null ? [unreadable(change.evidence.headCommit)] : [];
    found.set(change, { hash: bound?.hash ?? null, reasons, differences });
  }
  for (const [change, { reasons, differences }] of found) {
    const open = [...differences].filter(([name]) => !approved.has(name)).map(([, text]) => text);
    const joined = change.joined.filter((path) => isRead(input.plan, path));
    open.push(...joined.map((path) => `the lines of ${path} are joined with another change's`));
    const head = change.evidence?.headCommit.slice(0, 12);
    if (open.length > 0)
      reasons.push(
        `its approvals are of another plan: against ${head}, which was reviewed, ${open.join(", ")}`,
      );
  }
  return found;
}

/** Files that no pipeline's content hash covers. */
const isRead = ({ changes }: Plan, path: string): boolean =>
  path === "pools.yaml" || changes.some(({ scripts }) => scripts.includes(path));

const unreadable = (commit: string): string =>
  `its approvals are bound to a plan, and ${commit.slice(0, 12)}, which was reviewed, is not in the repository`;
