// What is on record of where a run comes from, for whoever compares it with Git.

import type { FastifyInstance } from "fastify";
import type { RevisionEvidence } from "#core/provenance.ts";
import { rulesOf, type StoredRules } from "#core/registration.ts";
import type { Db } from "#store/connect.ts";
import {
  type AuditOfProofRow,
  auditOfProof,
  type ProofOfRunRow,
  proofOfRun,
} from "#store/evidence.sql.ts";
import { notFound, Problem } from "./problem.ts";
import { proofView } from "./proof-shapes.ts";
import { describe, iso, runParams } from "./route.ts";
import { runIdOf } from "./run-view.ts";
import type { ApiContext } from "./server.ts";
import type { Sight } from "./sight.ts";
import type { ProofView } from "./types.ts";
import { unreadable, veilFor } from "./veil.ts";

export function proofRoute(app: FastifyInstance, { pool }: ApiContext): void {
  app.get<{ Params: { id: string } }>(
    "/runs/:id/proof",
    {
      schema: describe({
        id: "getProof",
        action: "read",
        tag: "runs",
        summary: "What is on record of where a run comes from",
        params: runParams,
        answers: { 200: { description: "The record.", schema: proofView } },
      }),
    },
    ({ params, sight }) => readProof(pool, params.id, sight),
  );
}

/** @throws Problem 404. */
async function readProof(db: Db, id: string, sight: Sight): Promise<ProofView> {
  const row = await proofOfRun(db, { id: runIdOf(id) });
  if (!row) throw notFound(`run ${id}`);
  const veil = await veilFor(db, sight, { pipelines: [row.pipeline_id] });
  // Another text would not prove anything.
  if (veil.value(row.spec) !== row.spec)
    throw new Problem("forbidden", `what is on record of run ${id} names ${unreadable}`, {
      hint: "Ask somebody who may read all that it awaits.",
      action: "read",
      policies: [],
    });
  const commits = [row.commit_oid, row.changed_in];
  const breakGlass = row.break_glass === null ? null : String(row.break_glass);
  const audit = await auditOfProof(db, { project: row.project, run: row.id, commits, breakGlass });
  return {
    run: row.id,
    project: row.project,
    pipeline: row.pipeline,
    actor: row.actor,
    uncommitted: row.uncommitted,
    repository: row.repository,
    branch: row.branch,
    path: row.path,
    environment: row.environment,
    file: row.file,
    spec: row.spec,
    contentHash: row.content_hash,
    deployed: {
      ...{ commit: row.commit_oid, tree: row.tree_oid, readBy: row.read_by },
      ...{ plan: row.plan_hash, appliedBy: row.applied_by },
      evidence: (row.evidence ?? {}) as RevisionEvidence,
    },
    changed: {
      ...{ commit: row.changed_in, tree: row.changed_tree, readBy: row.changed_read_by },
      ...{ plan: row.changed_plan, appliedBy: row.changed_by, base: row.changed_base },
      ...{ authorName: row.author_name, authorEmail: row.author_email, subject: row.subject },
      evidence: (row.changed_evidence ?? {}) as RevisionEvidence,
    },
    breakGlass: breakGlass === null ? null : overrideOf(row, breakGlass),
    trust: trustOf(row.rules as StoredRules),
    audit: audit.map(recordOf),
  };
}

const overrideOf = (row: ProofOfRunRow, id: string): ProofView["breakGlass"] => ({
  ...{ id, reason: row.break_glass_reason as string, until: iso(row.until as Date) },
  ...{ proposedBy: row.proposed_by as string, approvedBy: row.approved_by },
  ...{ endedBy: row.ended_by, deployedHash: row.deployed_hash as string },
});

function trustOf(rules: StoredRules): ProofView["trust"] {
  const { signatures } = rulesOf(rules).sync;
  if (signatures === null) return null;
  const { revoked, forges, ...rest } = signatures;
  return { ...rest, revoked: [...revoked], forges: [...forges] };
}

function recordOf({ act, actor, at, detail }: AuditOfProofRow): ProofView["audit"][number] {
  const {
    commit = null,
    plan = null,
    evidence = null,
    contentHash = null,
  } = detail as Record<string, string | null>;
  const isDeployment = act === "apply";
  return {
    ...{ act, actor, at: iso(at) },
    ...(isDeployment ? { commit, plan, evidence } : { commit: null, plan: null, evidence: null }),
    contentHash: act === "break-glass-approve" ? contentHash : null,
  };
}
