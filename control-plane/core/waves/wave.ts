// Waves: migrated pipelines that move together from the scheduler before to this one. Whose their runs are, the stage says.

import type { Policy } from "../ownership/hand-over.ts";
import type { SlotKind } from "../ownership/slot.ts";
import type { GateRule } from "../parity/gate.ts";
import type { JobTolerance } from "../parity/tolerances.ts";

export const stages = ["observe", "shadow", "live", "retired"] as const;
export type Stage = (typeof stages)[number];

/** What a pipeline's revision says of its wave; one that is in none says nothing. */
export interface PipelineWave {
  /** Of the wave, which is the name of its file. */
  name: string;
  stage: Stage;
  /** Where the other scheduler asks whose each run is. */
  guard?: WaveGuard;
  /** Its jobs are held in the other scheduler, and nothing starts here without a proof of it. */
  hold?: WaveHold;
  /** What must be proved of it before it goes live; that of a wave without one is the usual one. */
  gate?: GateRule;
  /** How much its jobs may differ; absent: as is usual. */
  tolerances?: JobTolerance[];
}

export interface WaveGuard {
  /** What one run is for, on both sides. */
  slots: SlotKind;
  policy: Policy;
  /** How long a guard may go on unasked. */
  aheadMs: number;
  /** Within what time a guard must have asked for each job before the wave goes live; absent: the usual. */
  seenMs?: number;
}

/** A weekend and a holiday, and some hours. */
export const usualSeenMs = 96 * 3_600_000;

/** Two people let a wave go live without the evidence. */
export interface WaveOverride {
  reason: string;
  /** The last day, in UTC, on which a deployment goes by it. */
  until: string;
  /** As the forge or their commits name them. */
  by: readonly string[];
}

/** How old the read-back of a hold may be where the wave doesn't say. */
export const usualHeldMs = 15 * 60_000;

export interface WaveHold {
  /** How old the read-back of a hold may be when a run starts. */
  withinMs: number;
}

export const wavesFolder = "migration/waves";

export const wavePath = (name: string): string => `${wavesFolder}/${name}.yaml`;

/** `migration/waves/gl-1.yaml` is `gl-1`; null for a path that is no wave's. */
export const waveName = (path: string): string | null =>
  /^migration\/waves\/([^/]+)\.yaml$/.exec(path)?.[1] ?? null;

/** Whether runs of the pipeline are made here at all: by a schedule, an event, a message or a person. */
export const makesRuns = ({ wave }: { wave?: PipelineWave | undefined }): boolean =>
  wave === undefined || wave.stage === "live";

/** Stages at which another scheduler's runs are put beside what would have started here. */
export const isObserved = ({ wave }: { wave?: PipelineWave | undefined }): boolean =>
  wave?.stage === "observe" || wave?.stage === "shadow";

/** The pipeline as it would be in no wave: to try it, and to rehearse it. */
export function outOfWave<T extends { wave?: PipelineWave }>({
  wave: _,
  ...pipeline
}: T): Omit<T, "wave"> {
  return pipeline;
}
