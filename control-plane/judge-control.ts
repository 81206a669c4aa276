// Whether a commit of the control repository may be applied: its signatures and its approvals, judged as those of a project
// are, by what the server's own options say. Nothing in the repository itself has a say in it.

import { readFileSync } from "node:fs";
import type { ChangeEvidence } from "#core/evidence.ts";
import { requirements } from "#core/owners/required.ts";
import type { RevisionEvidence } from "#core/provenance.ts";
import { rulesOf } from "#core/registration.ts";
import type { ControlGuard } from "#git/control-source.ts";
import { stepsSince } from "#git/incoming.ts";
import { type Commit, GitError, type GitSource } from "#git/source.ts";
import { readDiff } from "#git/trees.ts";
import type { SyncSpec } from "#schemas/types.ts";
import type { Db } from "#store/connect.ts";
import { seeControlCommits } from "#store/evidence.sql.ts";
import { judgeChange, mostSteps } from "./approve-revision.ts";
import { incomingChanges } from "./incoming-changes.ts";
import type { VerifyInput } from "./revision-facts.ts";
import { verifyRevision } from "./verify-revision.ts";

export interface JudgeControlInput {
  pool: Db;
  /** Of its row. */
  control: number;
  source: GitSource;
  /** Folder in the repository. */
  path: string;
  guard: ControlGuard;
  /** What was last applied; null: nothing was, and whoever starts the server answers for what is there. */
  base: string | null;
  head: string;
  changeOf?: (commit: Commit, isNeeded?: boolean) => Promise<ChangeEvidence | null>;
}

export interface ControlVerdict {
  /** Why it is held; null: it may be applied. */
  refused: string | null;
  evidence: RevisionEvidence;
}

/** @throws GitError where keys can't be read, or a forge that must be asked doesn't answer. */
export async function judgeControl(input: JudgeControlInput): Promise<ControlVerdict> {
  const { pool, control, source, path, guard, base, changeOf } = input;
  const head = await source.readCommit(input.head);
  if (head.oid === base) return { refused: null, evidence: {} };
  const judging: VerifyInput = {
    ...{ pool, base, head, source },
    change: (await changeOf?.(head)) ?? null,
    ...(changeOf && { changeOf }),
    project: { id: 0, name: "", environment: "", path, rules: rulesOf({ sync: syncOf(guard) }) },
  };
  const signed = await verifyRevision(judging, (db, commits) =>
    seeControlCommits(db, { control, commits }),
  );
  const approved = await approvalsOf(judging);
  const refused = [signed.refused ?? [], approved.refused].flat();
  return {
    refused: refused.length === 0 ? null : refused.join("; "),
    evidence: { ...signed.evidence, ...approved.evidence },
  };
}

/** In the words of a registration. */
function syncOf({ signers, approvals: { atLeast, from, approvers } }: ControlGuard): SyncSpec {
  const teams = approvers.length === 0 ? {} : { "whom --control-approver names": approvers };
  return {
    approvals: { atLeast, from, teams },
    ...(signers && {
      signatures: {
        allowedSigners: readKeys(signers.allowedSigners),
        pgpKeys: readKeys(signers.pgpKeys),
        forges: signers.forges,
      },
    }),
  };
}

/** Without its keys nobody is trusted, and nothing is applied. */
function readKeys(file: string | null): string {
  if (file === null) return "";
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new GitError(
      "denied",
      `the keys that are trusted can't be read: ${file}: ${(cause as NodeJS.ErrnoException).code}`,
      "Correct --control-allowed-signers or --control-pgp-keys, or let the user who runs Trunkline read the file.",
      cause,
    );
  }
}

async function approvalsOf(
  input: VerifyInput,
): Promise<{ refused: string[]; evidence: RevisionEvidence }> {
  const { source, base, head, project } = input;
  const { atLeast, from, teams } = project.rules.sync.approvals;
  if (atLeast === 0 || base === null) return { refused: [], evidence: {} };
  try {
    const steps = await stepsSince(source, base, head.oid, project.path, mostSteps);
    const judged = [];
    for (const change of await incomingChanges(input, steps)) {
      const { changes } = await readDiff(source, change.before, change.after);
      const asked = requirements({
        ...{ rules: [], pipelines: [], teams, atLeast, asker: "--control-approvals" },
        paths: changes.map(({ path }) => path),
        ...{ reviewers: change.approvers, writers: change.writers },
      });
      judged.push(judgeChange(change, asked, null));
    }
    return {
      refused: judged.flatMap(({ refusal }) => refusal ?? []),
      evidence: {
        approvals: {
          ...{ from, rulesAt: null, rules: null },
          changes: judged.map(({ approval }) => approval),
        },
      },
    };
  } catch (error) {
    if (!(error instanceof GitError) || (error.kind !== "missing" && error.kind !== "tooLarge"))
      throw error;
    const reason = `which changes came in since ${base.slice(0, 12)} can't be told: ${error.message}`;
    return { refused: [reason], evidence: {} };
  }
}
