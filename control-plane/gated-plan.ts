// The plan without waves that may not go live yet: all of their pipelines stay as they are deployed.

import type { AuditAct } from "#core/audit/acts.ts";
import type { HeldBack } from "#core/bundles.ts";
import type { Diagnostic } from "#core/diagnostic.ts";
import { nameSpan } from "#core/estate-duplicates.ts";
import type { Judged } from "#core/judge.ts";
import { noEvidence } from "#core/parity/evidence.ts";
import type { Plan } from "#core/plan.ts";
import { storedPipeline } from "#core/stored-spec.ts";
import {
  type GoingLive,
  goingLive,
  heldByGates,
  isProved,
  type OverrideProof,
  refusalText,
  type WaveProof,
} from "#core/waves/going-live.ts";
import { judgeOverride } from "#core/waves/override.ts";
import type { Waves } from "#core/waves/read.ts";
import type { Migration } from "#engine/go-live.ts";
import { proveWaves } from "#engine/wave-proof.ts";
import type { ProjectTree } from "#git/project-tree.ts";
import type { GitSource } from "#git/source.ts";
import type { Db } from "#store/connect.ts";
import { livePipelines } from "#store/pipelines.sql.ts";
import { databaseClock } from "#store/runs.sql.ts";
import { type HandsInput, overrideHands } from "./override-hands.ts";
import { ownEvidence } from "./own-evidence.ts";
import { type PlannedRevision, planRevision, type RevisionInput } from "./revision-plan.ts";

export interface GateInput {
  revision: RevisionInput;
  /** As it was judged before anything was left out. */
  asRead: Judged;
  planned: PlannedRevision;
  /** What is left out already. */
  denied: ReadonlyMap<string, HeldBack>;
  files: ProjectTree;
  proving: HandsInput & { reader: Pick<GitSource, "readObjects"> };
}

export interface Gated extends PlannedRevision {
  /** Of each wave that the revision would let go live, or retire. */
  proofs: WaveProof[];
  /** What is kept, and what is judged again when it is deployed. */
  migration: Migration;
  /** Of files in `migration/`. */
  found: Diagnostic[];
}

/** A first deployment has no wave that goes live: whoever registered the project answers for what is there. */
export async function gatedPlan(input: GateInput): Promise<Gated> {
  const { revision, files, proving } = input;
  const { pool, project, base, view } = revision;
  let { planned } = input;
  const { now } = (await databaseClock(pool)) as { now: Date };
  const today = now.toISOString().slice(0, 10);
  const { evidence, diagnostics: found } = await ownEvidence(files, proving.reader, today);
  const { waves } = await view.project();
  const proofs = new Map<string, WaveProof>();
  const shut = new Map<string, HeldBack>();
  const end = (goingLive: Migration["goingLive"]): Gated => ({
    ...{ ...planned, proofs: [...proofs.values()], migration: { evidence, goingLive }, found },
  });
  for (;;) {
    const pipelines =
      base === null ? [] : await goingLiveOf(pool, project.id, planned.plan, planned.judged);
    if (pipelines.length === 0) return end(null);
    const asked = {
      ...{ project: project.id, pipelines, evidence: evidence ?? noEvidence },
      overrides: await overridesOf(waves, proving, pipelines),
    };
    const proved = await proveWaves(pool, { ...asked, now });
    for (const one of proved) proofs.set(`${one.wave} ${one.retires}`, one);
    const more = heldByGates(proved);
    if (more.size === 0) return end(asked);
    for (const [name, one] of more) shut.set(name, one);
    planned = await planRevision(revision, input.asRead, new Map([...input.denied, ...shut]));
  }
}

/** Most revisions change no wave, and ask nothing. */
async function goingLiveOf(
  db: Db,
  project: number,
  { changes }: Plan,
  { good }: Judged,
): Promise<GoingLive[]> {
  const candidates = changes.filter(
    ({ action, fields, renamedFrom }) =>
      action === "added" ||
      renamedFrom !== undefined ||
      fields.some(({ path }) => /^wave(\.|$)/.test(path)),
  );
  if (candidates.length === 0) return [];
  const names = candidates.flatMap(({ action, pipeline, renamedFrom }) =>
    action === "added" ? [] : (renamedFrom ?? pipeline),
  );
  const rows = names.length === 0 ? [] : await livePipelines(db, { project, names, files: [] });
  return goingLive(
    candidates,
    new Map(rows.map(({ name, spec }) => [name, storedPipeline(spec)])),
    new Map(good.map(({ name, pipeline }) => [name, pipeline])),
  );
}

async function overridesOf(
  waves: Waves | undefined,
  proving: HandsInput,
  pipelines: readonly GoingLive[],
): Promise<Map<string, OverrideProof>> {
  const found = new Map<string, OverrideProof>();
  for (const [name, its] of Map.groupBy(pipelines, ({ wave }) => wave.name)) {
    const override = waves?.list.find((wave) => wave.name === name)?.override;
    if (!override) continue;
    const files = its.map(({ change }) => change.file);
    found.set(name, judgeOverride(override, await overrideHands(proving, name, files)));
  }
  return found;
}

/** Of each pipeline that would stay as it is deployed, at its name. */
export const shutDiagnostics = (
  proofs: readonly WaveProof[],
  contentOf: (path: string) => string | Uint8Array | undefined,
): Diagnostic[] =>
  [...heldByGates(proofs).values()].map(({ file, successor = file, diagnostic }) => ({
    ...{ file: successor, ...diagnostic },
    ...nameSpan(successor, contentOf(successor)),
  }));

/** What the audit keeps of waves that were refused. */
export const refusedLiveActs = (
  proofs: readonly WaveProof[],
  commit: string,
): { act: AuditAct; detail: object }[] =>
  proofs
    .filter((one) => !isProved(one))
    .map((one) => ({
      act: one.retires ? "refuse-retire" : "refuse-live",
      detail: {
        ...{ wave: one.wave, commit, pipelines: one.pipelines.length, reason: refusalText(one) },
        ...(one.override === null ? {} : { override: one.override }),
      },
    }));
