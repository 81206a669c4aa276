// The spine of the first flow: from a branch's tip to deployed pipelines, one named step after the other.
// Cost follows the change: trees, blobs, specs and rows of unchanged pipelines are not touched.

import { authorize } from "#core/authorize.ts";
import { distinct } from "#core/estate.ts";
import { desiredPools } from "#core/judge.ts";
import { createParseCache } from "#core/parse-cache.ts";
import { hasChanges } from "#core/plan.ts";
import { type ProjectRules, rulesOf, type StoredRules } from "#core/registration.ts";
import { apply } from "#engine/apply.ts";
import { specReader } from "#engine/spec-reader.ts";
import { readAffected } from "#git/affected-estate.ts";
import { EstateView } from "#git/estate-view.ts";
import { folderTree, ProjectTree } from "#git/project-tree.ts";
import { type Commit, GitError } from "#git/source.ts";
import { SpecThread } from "#git/spec-thread.ts";
import { storingReader } from "#git/storing-reader.ts";
import { readDiff } from "#git/trees.ts";
import { approveRevision } from "./approve-revision.ts";
import { changedIn } from "./changed-in.ts";
import { gatedPlan, refusedLiveActs } from "./gated-plan.ts";
import { handsInChange } from "./hands-in-change.ts";
import { ownPolicies } from "./own-policies.ts";
import { ownRoutes } from "./own-routes.ts";
import { denialActs, permittedPlan } from "./permitted-plan.ts";
import { projectsElsewhere } from "./projects-elsewhere.ts";
import type { ReconcileOptions, Step } from "./reconcile-options.ts";
import { countMeasured, recordOf, today, type VerifyInput } from "./revision-facts.ts";
import { judgeRevision, planRevision, type RevisionInput, strictRefusal } from "./revision-plan.ts";
import { storedSpecs } from "./stored-specs.ts";
import { heldAt, holdOn, placeJudged } from "./sync-hold.ts";
import {
  judgement,
  lookAgainMs,
  type Outcome,
  type RecordOptions,
  record,
  settledOutcome,
  stillSynced,
  unknown,
} from "./sync-outcome.ts";
import { commitHere, type WaveStanding, waveStanding } from "./sync-waves.ts";
import { touchedBy } from "./touched-by.ts";
import { type LeasedProject, underLease } from "./under-lease.ts";
import { verifyRevision } from "./verify-revision.ts";

export { type Asked, type ReconcileOptions, type Step, steps } from "./reconcile-options.ts";
export type { Outcome } from "./sync-outcome.ts";

/** Brings what is deployed to the branch's tip, or says why not. @throws for faults of the database or of a step's hook. */
export async function reconcile(options: ReconcileOptions): Promise<Outcome> {
  await options.onStep?.("lease");
  return underLease(options.pool, options.project, async (project) => {
    const ruled = { project: project.name, environment: project.environment, today: today() };
    const rules = rulesOf(project.rules as StoredRules, ruled);
    const reader = options.reader ?? specReader(rules);
    try {
      return await sync(options, { ...project, reader, judgedRules: rules });
    } catch (error) {
      if (!(error instanceof GitError)) throw error;
      // Git is away: only freshness suffers, what is deployed goes on.
      const reason = error.hint === null ? error.message : `${error.message}. ${error.hint}`;
      const outcome: Outcome = { state: "Unknown", reason };
      return await record(options.pool, project, outcome, { asked: options, reached: false });
    }
  });
}

type Project = LeasedProject & { reader: string; judgedRules: ProjectRules };

/** @param isTip The tip is judged, whatever commit before it needn't wait for projects of lower waves. */
async function sync(options: ReconcileOptions, project: Project, isTip = false): Promise<Outcome> {
  const { pool, source } = options;
  const step = async <T>(name: Step, work: () => Promise<T>): Promise<T> => {
    await options.onStep?.(name);
    return work();
  };
  const hold = options.wouldHold ?? (await holdOn(pool, project.id));
  const rules = project.judgedRules;
  // A waiver that expires has the tip judged again, though nothing was changed.
  const waivers = rules.checks && { waivers: rules.checks.waivers };
  const deploying = async () => (await options.deploying?.(project.name, project.policies)) ?? null;
  // What waits for others is judged again when these have come further.
  let wave: WaveStanding | null = null;
  const inWave = () => (wave?.reason ? { wave: wave.reason, early: wave.target?.oid ?? null } : {});
  // Teams and policies that change have judged again what they kept from being deployed.
  const judgedBy = async (isDenied: boolean, more: object = {}) => {
    const by = isDenied ? { access: (await deploying())?.version ?? null } : {};
    return judgement({ rules: project.rules, hold, ...waivers, ...by, ...more });
  };
  const isDenied = project.hasDenied;
  const isKept = isDenied || project.hasShut;
  const end = async (outcome: Outcome, more: RecordOptions = {}) => {
    if (options.wouldHold) return outcome;
    const judged = await judgedBy(isDenied, outcome.state === "Held" ? inWave() : {});
    return record(pool, { ...project, judgedBy: judged }, outcome, { ...more, asked: options });
  };
  const waveOf = async (tip: Commit) =>
    rules.sync.wave === null || hold !== null
      ? null
      : await waveStanding(options, project, rules.sync.soakMs, tip);
  // What is deployed was read by other rules than ours.
  const outdated = project.revision_id !== null && project.read_by !== project.reader;

  // Where no tip was ever looked at there is nothing to compare with, and the fetch says whether the branch is there.
  if (project.observed_commit !== null) {
    const tip = await step("tip", () => source.remoteTip(project.branch));
    if (tip === null)
      return end(unknown(`branch ${project.branch} is missing in ${project.repository}`));
    if (
      rules.sync.wave !== null &&
      tip === project.observed_commit &&
      project.sync_state === "Held"
    )
      wave = await waveOf(await commitHere(source, tip, project.branch));
    const settled = settledOutcome(project, tip, {
      judgedBy: await judgedBy(isDenied, inWave()),
      isDenied: isKept,
      confirm: Boolean(options.confirm),
      recheck: options.recheck ?? false,
      outdated,
      isToLook: project.isToLook && hold === null,
    });
    if (settled) return end(settled, { before: project });
  }

  const first = project.revision_id === null;
  await using thread = first ? new SpecThread() : null;
  const tip = await step("fetch", async () =>
    source.readCommit(await source.fetch(project.branch)),
  );
  const deployed = project.commit_oid;
  const held = hold && (await heldAt(options, project, hold, tip));
  if (held && held.target === null)
    return end({
      ...{ state: "Held", commit: tip.oid, plan: null, diagnostics: [] },
      reason: held.reason,
    });
  wave = await waveOf(tip);
  // Who confirms means the tip.
  const early = options.confirm || isTip ? null : (wave?.target ?? null);
  const head = held?.target ?? early ?? tip;
  // Who holds a project at an older revision goes back on purpose.
  const rewritten = await step(
    "ancestry",
    async () => deployed !== null && !held && !(await source.isAncestor(deployed, head.oid)),
  );

  const verify = options.verify ?? verifyRevision;
  const judgedProject = { ...project, rules };
  const { judging, verified } = await step("verify", async () => {
    const judging: VerifyInput = {
      ...{ pool, base: deployed, head, source },
      change: (await options.changeOf?.(head)) ?? null,
      project: judgedProject,
      ...(options.changeOf && { changeOf: options.changeOf }),
    };
    return { judging, verified: await verify(judging) };
  });

  // Everything read from here on goes into the store, so that runs never need Git.
  const reader = storingReader(source, pool);
  const tree = await folderTree(reader, head.tree, project.path);
  if (tree === null)
    return end(unknown(`folder ${project.path} is missing at ${head.oid.slice(0, 12)}`));
  if (tree === project.tree_oid && !rewritten && !outdated && !held && !isKept)
    return end(stillSynced(project, head.oid));

  const diff = await step("diff", () => readDiff(reader, project.tree_oid, tree));
  const tooLarge = diff.findings.find(({ code }) => code === "tree-too-large");
  if (tooLarge) return end(unknown(`${tooLarge.message}. ${tooLarge.help}`));

  // A first sync would fill it with what is deployed, at 80 MB for 10,000 specs; what is read again is what changes.
  const cache = first ? null : (options.cache ?? createParseCache());
  const files = new ProjectTree(reader, tree);
  const view = new EstateView(reader, files, cache, rules, project.environment);
  const specs = storedSpecs(pool, project);
  const estate = await step("read", () =>
    readAffected({
      pool,
      project: project.id,
      first,
      outdated,
      view,
      diff,
      reader,
      thread,
      onRead: specs.add,
    }),
  );
  await thread?.end();
  const revision: RevisionInput = {
    ...{ pool, project, estate, view, planned: specs.planned },
    base: deployed,
    commit: head.oid,
    at: head.committer.at,
    changed: new Set(diff.changes.map(({ path }) => path)),
    pools: estate.pools && desiredPools(estate.pools),
    readableBy: estate.readableBy,
  };
  const asRead = await step("validate", () => judgeRevision(revision));
  const planned = await step("plan", () => planRevision(revision, asRead));
  const own = await ownPolicies(files, reader, project.name);
  const asked = {
    ...{ ...judging, plan: planned.plan, judged: planned.judged, project: judgedProject },
    ...{ reader, tree, held },
  };
  const approved = await approveRevision(asked);
  const permitted = await permittedPlan({
    ...{ proving: asked, revision, asRead, planned, access: await deploying() },
    verify,
  });
  const { denied } = permitted;
  const gating = { revision, asRead, planned: permitted, denied, files };
  const gated = await gatedPlan({ ...gating, proving: { ...asked, verify } });
  const { judged, plan, removed, missed } = gated;
  const lacksApproval = approved.refused.length > 0 || denied.size > 0;
  const routes = await ownRoutes(files, reader);
  const found = [...estate.diagnostics, ...own.diagnostics, ...routes.diagnostics, ...gated.found];
  const diagnostics = distinct([...judged.diagnostics, ...found]);
  const [stored] = await Promise.all([specs.flush(), reader.flush()]);

  const proving = { ...asked, plan, judged };
  const refused =
    permitted.refused ?? (rules.sync.strict ? await strictRefusal(revision, diagnostics) : null);
  if (options.wouldHold) return placeJudged(options, project, { plan, good: judged.good });
  if (options.confirm === plan.hash)
    await options.mayConfirm?.(await touchedBy(pool, project, plan, judged.good));
  const unproven = [...(verified.refused === null ? [] : [verified.refused]), ...approved.refused];
  const verdict = await step("authorize", async () =>
    authorize(plan, {
      deployed: await countMeasured(pool, project.id, plan),
      actor: options.confirm ? options.actor : (hold?.actor ?? options.actor),
      unproven,
      hands:
        options.confirm && unproven.length > 0
          ? await handsInChange(judging, approved.evidence.approvals)
          : [],
      refused,
      rewritten: rewritten && rules.sync.onRewrite === "block",
      missed,
      // What changes nothing of the project's folder is as proved as what is deployed.
      wave: early !== null || tree === project.tree_oid ? null : (wave?.reason ?? null),
      limits: rules.sync.holdDeletions,
      confirmed: options.confirm ?? null,
    }),
  );
  if ("held" in verdict && early !== null) return sync(options, project, true);
  if ("held" in verdict)
    return end(
      { state: "Held", commit: tip.oid, plan, reason: verdict.held, diagnostics },
      { isUnapproved: lacksApproval || permitted.refused !== null },
    );
  // Looked at again, and policies still keep back all of it.
  if (isKept && tree === project.tree_oid && !outdated && !hasChanges(plan))
    return end(stillSynced(project, head.oid), { isUnapproved: lacksApproval });
  const waits = held?.reason ?? (early && wave?.reason) ?? null;
  const odd =
    judged.sources.length > 0 ? null : await projectsElsewhere(pool, project, source, head.tree);

  // Before it is deployed: a deployed commit must not be lost to Git's own tidying.
  await step("pin", () => source.pin(`${project.name}/${head.oid}`, head.oid));
  await step("apply", async () =>
    apply(pool, {
      projectId: project.id,
      baseId: project.revision_id,
      lease: project.token,
      plan: verdict.plan,
      ...recordOf({
        ...{ head, change: judging.change, tree, hold, readBy: project.reader, plan: verdict.plan },
        found: { ...verified.evidence, ...approved.evidence },
        reason: options.confirmReason ?? null,
        followed: rewritten && rules.sync.onRewrite === "follow" ? deployed : null,
        acts: [...denialActs(denied, head.oid), ...refusedLiveActs(gated.proofs, head.oid)],
      }),
      changedIn: await changedIn(proving),
      // The tip is judged at the next look, whatever it comes to: its plan can be confirmed then.
      judgedBy: await judgedBy(denied.size > 0, early === null ? {} : { after: early.oid }),
      lookAgainMs: denied.size > 0 ? lookAgainMs : null,
      ownPolicies: own.texts,
      ownRoutes: routes.routes,
      migration: gated.migration,
      ...(odd !== null && { standing: { observed: head.oid, state: "Synced", reason: odd } }),
      ...((held || early) && { standing: { observed: tip.oid, state: "Held", reason: waits } }),
      desired: new Map(judged.good.map((one) => [one.name, one])),
      sources: judged.sources,
      removedSources: removed,
      stored,
    }),
  );
  return {
    ...{ state: "Synced", commit: head.oid, plan, diagnostics },
    ...(odd !== null && { reason: odd }),
    ...(early && waits !== null && { reason: `of what comes after it ${waits}` }),
  };
}
