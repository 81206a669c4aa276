// What policies would keep of an open change once it is merged: by its author and the reviews of its newest commit, as the
// forge has them now, and by what the base revision's policies say.

import type pg from "pg";
import type { CedarAccess } from "#access/cedar.ts";
import type { MadeChange } from "#access/deploy-judge.ts";
import { isGuarded, planDeploying } from "#access/plan-deploying.ts";
import { isOfProject } from "#core/access/guards-deploy.ts";
import type { Diagnostic } from "#core/diagnostic.ts";
import type { ChangeEvidence } from "#core/evidence.ts";
import type { Judged } from "#core/judge.ts";
import { reviewersOf } from "#core/owners/reviewers.ts";
import type { Deploying } from "#core/plan/deploying.ts";
import { hasChanges, type Plan } from "#core/plan.ts";
import type { ProjectRules } from "#core/registration.ts";
import { branchedFrom } from "#git/merge-base.ts";
import type { Commit, GitSource } from "#git/source.ts";
import { brokenSources } from "#store/sources.sql.ts";
import { deploySides } from "./deploy-sides.ts";
import { byForge } from "./makers-of.ts";

export interface ChangeDeployingInput {
  pool: pg.Pool;
  project: { id: number; name: string; environment: string };
  rules: ProjectRules;
  source: GitSource;
  base: string | null;
  head: Commit;
  access: CedarAccess;
  /** Asked only where policies could keep something. */
  evidence: () => Promise<ChangeEvidence>;
  plan: Plan;
  judged: Pick<Judged, "good">;
  /** Files that it changes, from the project's folder. */
  paths: readonly string[];
}

/** Null where no policy could keep anything, or nothing changes. @throws ForgeError where the forge doesn't say who made it. */
export async function changeDeploying(input: ChangeDeployingInput): Promise<Deploying | null> {
  const { pool, project, access, plan, paths } = input;
  const touchesProject = paths.some(isOfProject);
  if (!isGuarded(access, project.name) || !(hasChanges(plan) || touchesProject)) return null;
  const sides = await deploySides({ pool, project }, plan, input.judged);
  const found = planDeploying({
    ...{ access, project, plan, sides, made: await madeBy(input) },
    isOfProject: touchesProject,
  });
  return { ...found, earlier: await keptEarlier(input) };
}

/** As the sync will see it: by the forge, or where lines of messages count, by the commits. */
async function madeBy({
  rules,
  source,
  base,
  head,
  evidence,
}: ChangeDeployingInput): Promise<MadeChange> {
  if (rules.sync.approvals.from === "trailers") {
    const own = base === null ? [] : (await branchedFrom(source, head.oid, base)).own;
    const names = (own.length === 0 ? [head] : own).map(({ author }) => author.email);
    const makers = [...new Set(names)].map((name) => ({ name, proven: false }));
    return { what: `commit ${head.oid.slice(0, 12)}`, makers, approvers: [] };
  }
  const known = await evidence();
  return {
    what: `change #${known.number}`,
    makers: byForge(known, true),
    // Of another commit than the planned one nobody has said anything yet.
    approvers: known.headCommit === head.oid ? reviewersOf(known).counted : [],
  };
}

/** At the sync what came in since the deployed state of a file that is kept is judged together. */
async function keptEarlier({
  pool,
  project,
  plan,
}: ChangeDeployingInput): Promise<Deploying["earlier"]> {
  const kept = new Map(
    (await brokenSources(pool, { project: project.id })).flatMap(({ path, diagnostics }) => {
      const denied = (diagnostics as Diagnostic[]).find(({ code }) => code === "deploy-denied");
      return denied === undefined ? [] : [[path, denied.message] as const];
    }),
  );
  return plan.changes.flatMap(({ pipeline, file, before }) => {
    const reason = kept.get(file) ?? kept.get(before?.file ?? file);
    return reason === undefined ? [] : { pipeline, file, reason };
  });
}
