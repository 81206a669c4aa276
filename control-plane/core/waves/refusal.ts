// Why a pipeline gets no runs, in words, with where its wave says so.

import { makesRuns, type PipelineWave, type Stage, wavePath } from "./wave.ts";

export interface StagedPipeline {
  pipeline: string;
  wave: string;
  stage: Stage;
  /** Of the wave's file; null where it is not known. */
  line: number | null;
}

export interface StageRefusal {
  message: string;
  hint: string;
}

/** Null while runs are made. */
export const stageText = (wave: PipelineWave | undefined): string | null =>
  makesRuns({ wave }) ? null : `its wave "${wave?.name}" is at the stage ${wave?.stage}`;

/** Of a stage at which no runs are made. */
export function stageRefusal({ pipeline, wave, stage, line }: StagedPipeline): StageRefusal {
  const at = wavePath(wave) + (line === null ? "" : `:${line}`);
  return {
    message: `no run of "${pipeline}" is made: its wave "${wave}" is at the stage ${stage} (${at})`,
    hint:
      stage === "retired"
        ? "Nothing runs it any more; a merged commit that takes it out of the wave would."
        : `The scheduler before runs it${stage === "shadow" ? "; what runs in shadow is made by its observed starts" : ""}. To test it: \`trunkline rehearse\`, or \`trunkline try ${pipeline}\` in the project's folder.`,
  };
}
