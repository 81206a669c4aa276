// What projects of lower waves have made of a commit: asked of the store and of Git, decided by the core.

import type pg from "pg";
import type { SyncState } from "#core/sync-state.ts";
import {
  keptSince,
  type LowerProject,
  newestProved,
  soaked,
  type WaveRevision,
  waveReason,
} from "#core/sync-waves.ts";
import { folderTree } from "#git/project-tree.ts";
import { type Commit, GitError, type GitSource } from "#git/source.ts";
import {
  failedSince,
  type LowerWavesRow,
  lowerWaves,
  type NewestRevisionsRow,
  newestRevisions,
} from "#store/waves.sql.ts";

interface Waiting {
  id: number;
  branch: string;
  path: string;
  sync_state: string;
  observed_commit: string | null;
  commit_oid: string | null;
  tree_oid: string | null;
}

export interface WaveStanding {
  /** Why the tip waits; null: it doesn't. */
  reason: string | null;
  /** A commit before the tip that needn't wait and that is not deployed yet; null: none. */
  target: Commit | null;
}

interface Lower extends LowerWavesRow {
  /** Newest first. */
  revisions: (NewestRevisionsRow & WaveRevision)[];
}

interface Asked {
  pool: pg.Pool;
  source: GitSource;
  project: Waiting;
  soakMs: number | null;
  now: number;
}

/** So far back is looked, in revisions of a lower project and in commits of the branch. */
const mostRevisions = 50;
const mostCommits = 500;

/**
 * How the tip of a project's branch stands with the projects of lower waves. A busy branch must not keep it waiting for ever: while
 * the tip is too young, the newest commit before it that all of them have proved is answered as well.
 * @param soakMs As the project's rules say.
 */
export async function waveStanding(
  { pool, source }: { pool: pg.Pool; source: GitSource },
  project: Waiting,
  soakMs: number | null,
  tip: Commit,
): Promise<WaveStanding> {
  const rows = await lowerWaves(pool, { project: project.id });
  const now = rows[0]?.now.getTime() ?? 0;
  const asked: Asked = { pool, source, project, soakMs, now };
  const lower: Lower[] = [];
  for (const row of rows) lower.push({ ...row, revisions: await revisionsOf(pool, row.id) });
  const standing: LowerProject[] = [];
  for (const one of lower) standing.push(await standingOf(asked, one, tip));
  const reason = waveReason(standing, soakMs, now);
  // Where something is wrong nothing goes on; where one lacks the tip it may have what was before it.
  const isStopped = standing.some(({ broken, failed }) => broken > 0 || failed.length > 0);
  const target = reason === null || isStopped ? null : await provedBefore(asked, lower, tip);
  return { reason, target };
}

/** A commit that was looked at before; fetched where the mirror is another one since. */
export const commitHere = (source: GitSource, oid: string, branch: string): Promise<Commit> =>
  source.readCommit(oid).catch(async (error) => {
    if (!isMissing(error)) throw error;
    return source.readCommit(await source.fetch(branch));
  });

const revisionsOf = async (pool: pg.Pool, project: number): Promise<Lower["revisions"]> =>
  (await newestRevisions(pool, { project, limit: mostRevisions })).map((row) => ({
    ...row,
    tree: row.tree_oid,
    at: row.applied_at.getTime(),
  }));

/** What is deployed of the waiting project, so that nobody needs to prove it; null: nothing. */
const baseOf = ({ sync_state, observed_commit, commit_oid }: Waiting): string | null =>
  commit_oid !== null && sync_state === "Synced" ? observed_commit : commit_oid;

async function standingOf(asked: Asked, one: Lower, tip: Commit): Promise<LowerProject> {
  const { since, apart } = await hadSince(asked, one, tip);
  const [newest] = one.revisions;
  return {
    ...{ project: one.name, wave: one.wave, sync: one.sync_state as SyncState, since, apart },
    unsyncedSince: one.unsynced_at?.toISOString() ?? null,
    heldBy: one.held_by,
    broken: one.broken,
    failed: since === null || !newest ? [] : await failedUpTo(asked, one, newest),
  };
}

/** Since when a lower project has what a commit says: by its folder's tree, or because a later commit is deployed there. */
async function hadSince(
  asked: Asked,
  one: Lower,
  commit: Commit,
): Promise<{ since: number | null; apart: string | null }> {
  const { source, project, soakMs } = asked;
  const { revisions } = one;
  const [newest] = revisions;
  if (!newest) return { since: null, apart: null };
  if ((await folderTree(source, commit.tree, one.path)) === newest.tree)
    return { since: keptSince(revisions, 0, soakMs), apart: null };
  if (one.branch === project.branch)
    return { since: await containedSince(asked, one, commit.oid), apart: null };
  const { merged, apart } = await mergedBy(asked, one, commit);
  if (apart !== null) return { since: null, apart };
  const each: (number | null)[] = [];
  for (const oid of merged) each.push(await containedSince(asked, one, oid));
  return { since: each.includes(null) ? null : Math.max(...(each as number[])), apart: null };
}

/** When the first of the newest revisions that contain a commit was deployed. */
async function containedSince(asked: Asked, one: Lower, oid: string): Promise<number | null> {
  const { revisions } = one;
  let index = -1;
  while (revisions[index + 1] && (await isIn(asked, one, oid, revisions[index + 1]))) index++;
  return keptSince(revisions, index, asked.soakMs);
}

/** Fetches the other's branch where its commit isn't here, as in the mirror of another server. */
async function isIn(
  { source }: Asked,
  { branch }: Lower,
  oid: string,
  revision: Pick<NewestRevisionsRow, "commit_oid"> | undefined,
): Promise<boolean> {
  if (!revision) return false;
  const isThere = () => source.isAncestor(oid, revision.commit_oid);
  try {
    return await isThere();
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  await source.fetch(branch);
  return isThere().catch((error) => {
    if (isMissing(error)) return false;
    throw error;
  });
}

const isMissing = (error: unknown): boolean =>
  error instanceof GitError && error.kind === "missing";

/**
 * What a commit of another branch brings of the lower project's: what was merged since what is deployed.
 * `apart`: a commit on the way that is no merge, which the lower project doesn't have.
 */
async function mergedBy(
  asked: Asked,
  one: Lower,
  commit: Commit,
): Promise<{ merged: string[]; apart: string | null }> {
  const base = baseOf(asked.project);
  const merged: string[] = [];
  let at = commit;
  for (let count = 0; count < mostCommits; count++) {
    if (await isIn(asked, one, at.oid, one.revisions[0])) {
      merged.push(at.oid);
      break;
    }
    const [first, ...others] = at.parents;
    if (others.length === 0) return { merged, apart: at.oid };
    merged.push(...others);
    if (base === null || first === undefined || first === base) break;
    if (await asked.source.isAncestor(first, base)) break;
    at = await asked.source.readCommit(first);
  }
  return { merged, apart: null };
}

/** Failed runs of what a lower project's revisions up to one brought beside what the waiting project has. */
async function failedUpTo(
  asked: Asked,
  { id, revisions }: Lower,
  upTo: NewestRevisionsRow,
): Promise<string[]> {
  if (asked.soakMs === null) return [];
  const base = baseOf(asked.project);
  const earlier = revisions.filter((one) => one.id < upTo.id);
  // Where nothing is deployed, or nothing of it is known there, that revision speaks for itself.
  let after = upTo.id - 1;
  for (const one of base === null ? [] : earlier)
    if (await asked.source.isAncestor(one.commit_oid, base as string)) {
      after = one.id;
      break;
    }
  const runs = await failedSince(asked.pool, { project: id, after, upTo: upTo.id });
  return runs.map((run) => run.id);
}

/** The newest commit of the branch, but the tip, that each lower project has kept long enough, if it brings anything. */
async function provedBefore(
  asked: Asked,
  lower: readonly Lower[],
  tip: Commit,
): Promise<Commit | null> {
  const { source, project, soakMs, now } = asked;
  if (lower.some(({ branch }) => branch !== project.branch)) return null;
  const line = await lineOf(asked, tip);
  if (line === null) return null;
  const proved: (number | null)[] = [];
  for (const one of lower) {
    const revision = one.revisions[soaked(one.revisions, soakMs, now)];
    if (!revision || (await failedUpTo(asked, one, revision)).length > 0) return null;
    proved.push(await provedOf(asked, one, revision, line));
  }
  const found = line[newestProved(proved, line.length) ?? -1];
  if (found === undefined || found === tip) return null;
  const tree = await folderTree(source, found.tree, project.path);
  return tree === null || tree === project.tree_oid ? null : found;
}

/** The branch from its tip down to what is deployed, which it leaves out; null where that is not on it. */
async function lineOf({ source, project }: Asked, tip: Commit): Promise<Commit[] | null> {
  const base = baseOf(project);
  const line: Commit[] = [];
  for (
    let at = tip;
    line.length < mostCommits;
    at = await source.readCommit(at.parents[0] as string)
  ) {
    if (at.oid === base) return line;
    line.push(at);
    if (at.parents[0] === undefined) break;
  }
  return base === null ? line : null;
}

/** The newest commit of the line in which a lower project's folder is as in a revision, or that the revision contains. */
async function provedOf(
  { source }: Asked,
  one: Lower,
  revision: NewestRevisionsRow,
  line: readonly Commit[],
): Promise<number | null> {
  let index = line.findIndex(({ oid }) => oid === revision.commit_oid);
  if (index < 0) index = line.length;
  for (; index > 0; index--) {
    const next = line[index - 1] as Commit;
    if ((await folderTree(source, next.tree, one.path)) !== revision.tree_oid) break;
  }
  return index;
}
