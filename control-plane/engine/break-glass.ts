// Puts what two people agreed on in a pipeline's place, and the deployed one back when its time is over: each as a revision
// of the same commit, so that runs are pinned to what they started with; of a pipeline whose file is in error meanwhile, of
// the commit before that.

import type { PlannedPipeline } from "#core/plan.ts";
import { fieldChanges } from "#core/plan-fields.ts";
import { storedPipeline } from "#core/stored-spec.ts";
import {
  approveBreakGlass,
  endBreakGlass,
  endBreakGlassOf,
  expiredBreakGlass,
  keepChangedIn,
  openBreakGlass,
  pipelineToOverride,
  repeatRevision,
  revisionSpec,
} from "#store/break-glass.sql.ts";
import type { Db } from "#store/connect.ts";
import { insertDeployments } from "#store/pipelines.sql.ts";
import { lockProject, setDeployed } from "#store/projects.sql.ts";
import { writeAudit } from "#store/write-audit.ts";
import { activate } from "./activate.ts";
import { firstDues } from "./first-due.ts";
import { tickPipelines } from "./tick.ts";
import { wakeBySchedules, whoGoesBySchedules } from "./wake-by-schedules.ts";

/** Something else was deployed, or it is over: look again. */
export class NoLongerOpen extends Error {
  override name = "NoLongerOpen";
}

/** Puts it in force. Call it in a transaction. @throws NoLongerOpen */
export async function approve(db: Db, pipeline: number, actor: string): Promise<void> {
  const found = await open(db, pipeline);
  if (found.approved_by !== null) throw new NoLongerOpen("it is in force already");
  const revision = await put(db, found, {
    ...{ spec: found.pipeline_revision_id, action: "overridden", actor, at: null },
  });
  await approveBreakGlass(db, { id: found.id, actor, revision });
  await writeAudit(db, {
    ...{ actor, act: "break-glass-approve", subject: String(found.id) },
    detail: {
      ...{ revision, proposedBy: found.proposed_by, reason: found.reason, until: found.until },
      // For `trunkline verify`: no commit makes what was agreed to.
      contentHash: (await revisionSpec(db, { id: found.pipeline_revision_id }))?.content_hash,
    },
  });
}

/** Ends it before its time, in force or not. Call it in a transaction. @throws NoLongerOpen */
export async function withdraw(
  db: Db,
  pipeline: number,
  actor: string,
  reason: string | null,
): Promise<void> {
  const found = await open(db, pipeline);
  await end(db, found, { actor, ending: "withdrawn", reason, at: null });
}

/** Ends those whose time is over; answers how many. Call it in a transaction. */
export async function endExpired(db: Db): Promise<number> {
  const rows = await expiredBreakGlass(db);
  for (const { pipeline_id, until } of rows) {
    const found = await open(db, pipeline_id).catch(() => null);
    // Another server, or a deployment, was first.
    if (found === null) continue;
    await end(db, found, { actor: "expiry", ending: "expired", reason: null, at: until });
  }
  return rows.length;
}

/** What people had changed of these pipelines for a time is over: Git has brought the same, or something else. */
export async function endOverridden(db: Db, pipelines: number[], actor: string): Promise<void> {
  for (const { id, ending } of await endBreakGlassOf(db, { pipelines, actor }))
    await writeAudit(db, {
      actor,
      act: "break-glass-end",
      subject: String(id),
      detail: { ending },
    });
}

interface Ending {
  actor: string;
  ending: "expired" | "withdrawn";
  reason: string | null;
  /** What was due up to here is of the changed pipeline; null: up to now. */
  at: Date | null;
}

async function end(db: Db, found: Open, { actor, ending, reason, at }: Ending): Promise<void> {
  if (found.approved_by !== null)
    await put(db, found, { spec: found.deployed_revision, action: "restored", actor, at }).catch(
      (error: unknown) => {
        // What is deployed by now stays.
        if (!(error instanceof NoLongerOpen)) throw error;
      },
    );
  await endBreakGlass(db, { id: found.id, actor, ending });
  const detail = { ending, reason, wasInForce: found.approved_by !== null };
  await writeAudit(db, { actor, act: "break-glass-end", subject: String(found.id), detail });
}

type Open = NonNullable<Awaited<ReturnType<typeof openBreakGlass>>>;

/** Project, then row, as a sync takes them. */
async function open(db: Db, pipeline: number): Promise<Open> {
  const target = await pipelineToOverride(db, { pipeline });
  if (!target) throw new NoLongerOpen("the pipeline is no longer deployed");
  await lockProject(db, { id: target.project_id });
  const found = await openBreakGlass(db, { pipeline });
  if (!found) throw new NoLongerOpen("there is none of this pipeline");
  return found;
}

interface Put {
  /** The pipeline revision. */
  spec: number;
  action: "overridden" | "restored";
  actor: string;
  at: Date | null;
}

async function put(db: Db, found: Open, { spec, action, actor, at }: Put): Promise<number> {
  const target = await pipelineToOverride(db, { pipeline: found.pipeline_id });
  const stored = await revisionSpec(db, { id: spec });
  const expected = action === "overridden" ? found.deployed_revision : found.pipeline_revision_id;
  const present = await revisionSpec(db, { id: expected });
  if (!target || !stored || !present || target.pipeline_revision_id !== expected)
    throw new NoLongerOpen("another revision of the pipeline was deployed meanwhile");
  const { rows } = await db.query<{ now: Date }>("select now()");
  const now = rows[0]?.now as Date;
  await tickPipelines(db, [target.id], at ?? now);
  const repeat = async (of: number): Promise<number> => {
    const hash = stored.content_hash;
    const evidence = { breakGlass: found.id };
    const made = await repeatRevision(db, { revision: of, hash, actor, evidence });
    return (made as { id: number }).id;
  };
  const { pinned_revision: pinned } = target;
  const revision = await repeat(pinned ?? target.deployed);
  const [before, planned] = [present, stored].map(
    ({ content_hash: hash, spec }): PlannedPipeline => ({
      ...{ name: target.name, file: target.file, hash },
      pipeline: storedPipeline(spec),
    }),
  ) as [PlannedPipeline, PlannedPipeline];
  const fields = fieldChanges(before, planned);
  const changes = [{ action: "changed" as const, pipeline: target.name, fields }];
  const plan = { project: target.project, changes };
  const bySchedule = await whoGoesBySchedules(db, { baseId: target.deployed, plan });
  await activate(db, {
    projectId: target.project_id,
    project: target.project,
    environment: target.environment,
    revisionId: revision,
    now: at ?? now,
    live: new Map([[target.name, target.id]]),
    pipelines: [planned],
    dues: firstDues([planned], at ?? now),
    isFirst: false,
  });
  await keepChangedIn(db, {
    ...{ id: target.id, revision: target.changed_in },
    pinned: pinned === null ? null : revision,
  });
  await insertDeployments(db, {
    revision,
    pipelines: [target.id],
    revisions: [spec],
    actions: [action],
    files: [target.file],
  });
  await wakeBySchedules(db, bySchedule);
  // The project's other pipelines stay with what is deployed, and no deployment is newer than that.
  const deployed = pinned === null ? revision : await repeat(target.deployed);
  await setDeployed(db, { id: target.project_id, revision: deployed });
  return revision;
}
