// Waves that go live, or are retired: what is judged of each, and how what is missing is told.

import type { HeldBack } from "../bundles.ts";
import type { Pipeline } from "../pipeline.ts";
import type { Change } from "../plan.ts";
import type { PipelineWave, WaveOverride } from "./wave.ts";

/** A pipeline that another scheduler runs and that comes to be run here; or one that nothing is to run any more. */
export interface GoingLive {
  /** It goes to the stage `retired`; absent: it goes live. */
  retires?: true;
  /** Its name once it is deployed. */
  pipeline: string;
  change: Pick<Change, "action" | "file" | "before" | "renamedFrom" | "pipeline">;
  /** As it is deployed; its gate is the one that is asked. Of what comes new: as it comes. */
  wave: PipelineWave;
  /** As it is deployed; null: it comes new, and nothing of it was observed. */
  before: Pipeline | null;
  /** As it will be. */
  after: Pipeline;
}

/**
 * Which pipelines of a plan go live, or are retired. What runs here already, and what comes new and was never another scheduler's,
 * doesn't go live; what was in no wave isn't retired of one.
 */
export function goingLive(
  changes: readonly Change[],
  before: ReadonlyMap<string, Pipeline>,
  after: ReadonlyMap<string, Pipeline>,
): GoingLive[] {
  return changes.flatMap((change): GoingLive[] => {
    const is = after.get(change.pipeline);
    if (change.action === "removed" || is === undefined) return [];
    const was = before.get(change.renamedFrom ?? change.pipeline) ?? null;
    if (was?.wave !== undefined && was.wave.stage !== "retired" && is.wave?.stage === "retired") {
      const { wave } = was;
      return [{ pipeline: change.pipeline, retires: true, change, wave, before: was, after: is }];
    }
    if (!isOurs(is)) return [];
    const wave = was === null ? ownersWave(is) : isOurs(was) ? null : (was.wave ?? null);
    return wave === null
      ? []
      : [{ pipeline: change.pipeline, change, wave, before: was, after: is }];
  });
}

const isOurs = ({ wave }: Pick<Pipeline, "wave">): boolean =>
  wave === undefined || wave.stage === "live";

/** Of a pipeline that comes new: it is in a wave, and was a job of another scheduler. */
const ownersWave = ({ wave, legacy }: Pipeline): PipelineWave | null =>
  legacy === undefined ? null : (wave ?? null);

/** One job of a wave, with what is missing of its evidence. */
export interface JobProof {
  /** `PIPELINE`, or `PIPELINE/TASK`. */
  job: string;
  pipeline: string;
  /** Clauses; none: its gate holds, and it is fenced. */
  missing: readonly string[];
}

export interface WaveProof {
  wave: string;
  /** Absent: it goes live. */
  retires?: true;
  pipelines: readonly GoingLive[];
  jobs: readonly JobProof[];
  override: OverrideProof | null;
  /** Of the wave as a whole, a clause; null: nothing. */
  refused: string | null;
  /** Files that explain differences of its jobs or waive what they would have to prove, with who answers for each; absent: none. */
  relied?: readonly { file: string; who: string }[];
  /** Files of explanations in force that are for its jobs and explain nothing of them; absent: none. */
  idle?: readonly string[];
}

/** An override that the wave's file has, and why it does not count; null: it does. */
export interface OverrideProof extends WaveOverride {
  refused: string | null;
}

/** Whether the wave may go to its new stage. */
export const isProved = ({ jobs, override, refused }: WaveProof): boolean =>
  refused === null &&
  ((override !== null && override.refused === null) ||
    jobs.every(({ missing }) => missing.length === 0));

/** Jobs of a wave that are named one by one. */
const mostNamed = 3;

type Refused = Pick<WaveProof, "jobs" | "override" | "refused">;

/** What is missing of its evidence, clauses; none: all is proved. */
export function reasonsOf({ jobs, override, refused }: Refused): string[] {
  const lacking = jobs.filter(({ missing }) => missing.length > 0);
  const named = lacking
    .slice(0, mostNamed)
    .map(({ job, missing }) => `${job}: ${missing.join(", ")}`);
  const more = lacking.length > mostNamed ? [`and ${lacking.length - mostNamed} more jobs`] : [];
  return [
    ...(refused === null ? [] : [refused]),
    ...named,
    ...more,
    ...(override?.refused ? [`its override does not count: ${override.refused}`] : []),
  ];
}

/** Why the wave stays as it is, a sentence without its end. */
export const refusalText = (proof: Refused & Pick<WaveProof, "wave" | "retires">): string =>
  `its wave "${proof.wave}" can't ${proof.retires ? "be retired" : "go live"}: ${reasonsOf(proof).join("; ")}`;

/** What of a plan stays as it is deployed, by the names that are deployed or were to be. */
export function heldByGates(proofs: readonly WaveProof[]): Map<string, HeldBack> {
  const held = new Map<string, HeldBack>();
  for (const proof of proofs.filter((one) => !isProved(one)))
    for (const { change } of proof.pipelines) {
      const was = change.before?.file ?? change.file;
      held.set(change.renamedFrom ?? change.pipeline, {
        file: change.action === "added" ? change.file : was,
        ...(was === change.file ? {} : { successor: change.file }),
        diagnostic: shutDiagnostic(proof),
      });
    }
  return held;
}

/** What is found of each pipeline that stays as it is deployed. */
export const shutDiagnostic = (
  proof: Refused & Pick<WaveProof, "wave" | "retires">,
): HeldBack["diagnostic"] => ({
  ...{ code: "wave-gate", severity: "error" },
  message: refusalText(proof),
  help: `what is deployed stays; \`trunkline ${proof.retires ? "legacy-runs --quiet" : `parity --wave ${proof.wave}`}\` says what is missing, and \`trunkline sync\` judges it again`,
});

/** What the audit keeps of a wave that went live, or is retired. */
export const wentLive = ({ wave, pipelines, jobs, override, relied = [] }: WaveProof) => ({
  ...{ wave, pipelines: pipelines.map(({ pipeline }) => pipeline), jobs: jobs.length },
  ...(relied.length > 0 && { relied }),
  // Where all of it is proved nobody has to answer for anything.
  ...(override === null || jobs.every(({ missing }) => missing.length === 0)
    ? {}
    : { override, missing: jobs.filter(({ missing }) => missing.length > 0) }),
});
