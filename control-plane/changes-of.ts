// Asks a forge for the changes that brought commits, while a sync waits: briefly, not again and again, and never in vain
// for long.

import type { ChangeEvidence } from "#core/evidence.ts";
import { type Forge, ForgeError } from "#git/forges/forge.ts";
import { type Commit, GitError, type GitSource } from "#git/source.ts";

export interface ChangesOfOptions {
  forge: Pick<Forge, "changeForCommit" | "changeRef">;
  branch: string;
  source: Pick<GitSource, "fetchChange" | "readCommit">;
  report: (what: string, error: unknown) => void;
  timing?: Partial<ChangesOfTiming>;
}

export interface ChangesOfTiming {
  /** A forge that hangs holds up a deployment no longer than this. */
  patienceMs: number;
  /** After one that did not answer: a revision may have brought many commits. */
  restMs: number;
  /** A revision that waits for an approval is looked at again every few seconds. */
  freshMs: number;
}

const usual: ChangesOfTiming = { patienceMs: 5_000, restMs: 30_000, freshMs: 15_000 };
const mostKept = 1_000;

/**
 * Null for a commit without a change, and while the forge doesn't answer: then the revision gets it after the sync.
 * `isNeeded`: a revision may not be deployed without it, so that a forge that doesn't answer is a GitError, and it waits.
 */
export function changesOf({
  forge,
  branch,
  source,
  report,
  timing = {},
}: ChangesOfOptions): (commit: Commit, isNeeded?: boolean) => Promise<ChangeEvidence | null> {
  const { patienceMs, restMs, freshMs } = { ...usual, ...timing };
  const kept = new Map<string, { change: ChangeEvidence | null; at: number }>();
  let restsUntil = 0;

  return async ({ oid }, isNeeded = false) => {
    const now = performance.now();
    const known = kept.get(oid);
    if (known && now - known.at < freshMs) return known.change;
    if (now < restsUntil) return isNeeded ? waits(oid, "it did not answer just now") : null;
    try {
      const change = await within(patienceMs, forge.changeForCommit(oid, branch));
      if (change !== null) await haveHead(change);
      if (kept.size >= mostKept) kept.clear();
      kept.set(oid, { change, at: performance.now() });
      return change;
    } catch (error) {
      if (!(error instanceof ForgeError)) throw error;
      restsUntil = performance.now() + restMs;
      report("the change", error);
      return isNeeded ? waits(oid, error.message) : null;
    }
  };

  /** What was reviewed is not in the branch's history after a squash or a rebase, and is compared with what came in. */
  async function haveHead({ headCommit, number }: ChangeEvidence): Promise<void> {
    try {
      await source.readCommit(headCommit);
    } catch {
      await source.fetchChange(forge.changeRef(number)).catch((error: unknown) => {
        if (!(error instanceof GitError)) throw error;
      });
    }
  }
}

function waits(oid: string, why: string): never {
  throw new GitError(
    "unreachable",
    `the forge can't be asked who approved ${oid.slice(0, 12)}: ${why}`,
    "It is asked again by itself, and what is deployed goes on.",
  );
}

/** @throws ForgeError when it takes longer; what comes then is passed over. */
async function within<T>(patienceMs: number, asked: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const message = `it took longer than ${patienceMs} ms`;
  const timer = setTimeout(
    () => reject(new ForgeError("asking", "the forge", { status: null, headers: {}, message })),
    patienceMs,
  );
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
    asked.catch(() => {});
  }
}
