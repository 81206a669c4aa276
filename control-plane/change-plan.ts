// The plan of a change as it will be once it is merged, against what is deployed: read as a sync would read it, but
// nothing is kept.

import type pg from "pg";
import type { CedarAccess } from "#access/cedar.ts";
import type { AccessChanges } from "#core/access/access-change.ts";
import type { Diagnostic } from "#core/diagnostic.ts";
import { distinct } from "#core/estate.ts";
import type { ChangeEvidence } from "#core/evidence.ts";
import { desiredPools, plannedOf } from "#core/judge.ts";
import { ownersChange } from "#core/owners/owners-change.ts";
import { createParseCache } from "#core/parse-cache.ts";
import type { Deploying } from "#core/plan/deploying.ts";
import { type Foresight, onlyAccess, withGates } from "#core/plan/foresight.ts";
import { gateOfProof } from "#core/plan/gates.ts";
import type { Plan } from "#core/plan.ts";
import { rulesOf, type StoredRules } from "#core/registration.ts";
import { wavesLine } from "#core/sync-waves.ts";
import { waveName } from "#core/waves/wave.ts";
import { readAffected } from "#git/affected-estate.ts";
import { asMerged } from "#git/as-merged.ts";
import { EstateView } from "#git/estate-view.ts";
import { withObjects } from "#git/object-reader.ts";
import { ownersText } from "#git/owners-text.ts";
import { folderTree, ProjectTree } from "#git/project-tree.ts";
import type { GitSource } from "#git/source.ts";
import { SpecThread } from "#git/spec-thread.ts";
import { readDiff } from "#git/trees.ts";
import { getProject } from "#store/projects.sql.ts";
import { wavesWith } from "#store/waves.sql.ts";
import { changeDeploying } from "./change-deploying.ts";
import { foresightOf } from "./change-foresight.ts";
import { changeRights } from "./change-rights.ts";
import { gatedPlan, shutDiagnostics } from "./gated-plan.ts";
import { ownPolicies } from "./own-policies.ts";
import { judgeRevision, planRevision, type RevisionInput, sha256 } from "./revision-plan.ts";

export interface ChangePlan {
  /** The deployed commit that it is made against. */
  base: string | null;
  /** Null where there is no such folder. */
  plan: Plan | null;
  /** What it means beyond the pipelines that it changes; null where there is nothing to tell. */
  foresight: Foresight | null;
  /** The estate is so large that of what it means beyond them only people's rights were looked at. */
  isLarge: boolean;
  diagnostics: Diagnostic[];
  problem: string | null;
  /** Files that were changed on both sides since they parted: they are judged as the change has them. */
  conflicts: string[];
  /** It was never part of the branch's history: what it lacks shows as taken away. */
  isUnrelated: boolean;
  /** What policies would keep of it; null: nothing could be kept, or nobody asked. */
  deploying: Deploying | null;
  /** By which waves of projects it will go; null where there are none. */
  waves: string | null;
}

export interface ChangePlanInput {
  pool: pg.Pool;
  project: string;
  source: GitSource;
  /** What would be deployed, of which the source has everything. */
  commit: string;
  /** Teams and policies, with the project's own as they are deployed; null: there are none. */
  access?: CedarAccess | null;
  /** Who made it and who approved it, as the forge has it. */
  evidence?: () => Promise<ChangeEvidence>;
}

/** @throws GitError when the commit can't be read. */
export async function planOfChange({ pool, ...input }: ChangePlanInput): Promise<ChangePlan> {
  const { source, commit } = input;
  const project = await getProject(pool, { name: input.project });
  if (!project) throw new Error(`project ${input.project} is not registered`);
  const base = project.commit_oid;
  const head = await source.readCommit(commit);
  const own = await folderTree(source, head.tree, project.path);
  const rules = rulesOf(project.rules as StoredRules, {
    ...{ project: project.name, environment: project.environment },
    today: Temporal.Now.plainDateISO("UTC").toString(),
  });
  const waves =
    rules.sync.wave === null ? null : wavesLine(await wavesWith(pool, { project: project.id }));
  const none = (problem: string): ChangePlan => ({
    ...{ base, plan: null, diagnostics: [], problem, foresight: null },
    ...{ conflicts: [], isUnrelated: false, waves, deploying: null, isLarge: false },
  });
  if (own === null) return none(`the folder ${project.path} is missing`);
  const deployed =
    base === null || project.tree_oid === null ? null : { commit: base, tree: project.tree_oid };
  const merged = await asMerged({ source, deployed, commit, tree: own, path: project.path });
  const { tree, objects, conflicts, isUnrelated } = merged;
  // Without storing: what is read may never be deployed.
  const reader = { ...withObjects(objects, source), flush: async () => {} };
  const diff = await readDiff(reader, project.tree_oid, tree);
  const tooLarge = diff.findings.find(({ code }) => code === "tree-too-large");
  if (tooLarge) return none(tooLarge.message);

  const first = project.revision_id === null;
  await using thread = first ? new SpecThread() : null;
  const view = new EstateView(
    reader,
    new ProjectTree(reader, tree),
    first ? null : createParseCache(),
    rules,
    project.environment,
  );
  const estate = await readAffected({
    ...{ pool, project: project.id, first, outdated: false, view, diff, reader, thread },
    onRead: async () => {},
  });
  const revision: RevisionInput = {
    ...{ pool, project, estate, view, base, commit },
    planned: (path, pipeline) => plannedOf(path, pipeline, sha256),
    at: head.committer.at,
    changed: new Set(diff.changes.map(({ path }) => path)),
    pools: estate.pools && desiredPools(estate.pools),
    readableBy: estate.readableBy,
    isForecast: true,
  };
  const asRead = await judgeRevision(revision);
  const planned = await planRevision(revision, asRead);
  const { judged, plan } = planned;
  const forbids = await ownPolicies(new ProjectTree(reader, tree), reader, project.name);
  const touchesWaves = diff.changes.some(({ path }) => waveName(path) !== null);
  const shut = await gatedPlan({
    ...{ revision, asRead, planned, denied: new Map(), files: new ProjectTree(reader, tree) },
    proving: {
      ...{ pool, project: { ...project, rules }, base, head, source, reader },
      change: touchesWaves && input.evidence ? await input.evidence() : null,
      verify: async () => ({ refused: null, evidence: {} }),
    },
  });
  const gates = shut.proofs.map(gateOfProof);
  const kept = shutDiagnostics(shut.proofs, (path) => view.content(path));
  const found = [...estate.diagnostics, ...forbids.diagnostics, ...shut.found, ...kept];
  const diagnostics = distinct([...judged.diagnostics, ...found]);
  const owners = ownersChange(
    await ownersText(reader, project.tree_oid),
    await ownersText(reader, tree),
  );
  const foreseen = await foresightOf({
    ...{ pool, project: project.id, rules, plan, owners },
    ...{ good: judged.good, pools: estate.pools, diagnostics },
  });
  const { access = null, evidence } = input;
  const rights =
    access && (await changeRights({ pool, project, access, plan, judged, own: forbids.texts }));
  const deploying =
    access === null || evidence === undefined
      ? null
      : await changeDeploying({
          ...{ pool, project, rules, source, base, head, access, evidence, plan, judged },
          paths: diff.changes.map(({ path }) => path),
        });
  const { foresight, isLarge } = foreseen;
  return {
    ...{ base, plan, diagnostics, problem: null, conflicts, isUnrelated, waves, isLarge },
    foresight: withGates(rights ? withRights(foresight, rights) : foresight, gates),
    deploying,
  };
}

function withRights(foresight: Foresight | null, { changes, unasked }: AccessChanges): Foresight {
  const told = { access: changes, ...(unasked === 0 ? {} : { unasked }) };
  if (foresight === null) return onlyAccess(told);
  return { ...foresight, rights: { ...foresight.rights, ...told } };
}
