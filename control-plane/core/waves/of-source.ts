// A pipeline that is read gets the stage of its wave, which is part of its revision from then on.

import type { Diagnostic } from "../diagnostic.ts";
import type { Pipeline } from "../pipeline.ts";
import { matchesStars } from "../star-pattern.ts";
import { waveOf } from "./members.ts";
import type { Wave, Waves } from "./read.ts";
import type { PipelineWave } from "./wave.ts";

/** Of a source: its wave. */
export interface SourceWave extends PipelineWave {
  /** Of the wave's file, where the stage is written. */
  line: number;
}

interface Built {
  pipeline: Pipeline | null;
}

/**
 * @param source Its name as written, and its tags as far as they can be read.
 * @returns `used`: files that decided on it.
 */
export function putInWave<T extends Built>(
  built: T,
  { name, tags }: { name: string | null; tags: Record<string, string[]> | undefined },
  waves: Waves | undefined,
): { built: T; wave: SourceWave | undefined; used: string[]; diagnostics: Diagnostic[] } {
  const none = { built, wave: undefined, used: [] };
  if (waves === undefined || name === null)
    return { ...none, diagnostics: waves?.diagnostics ?? [] };
  const { wave, clashes } = waveOf(waves, { name, tags });
  const diagnostics = [...waves.diagnostics, ...clashes];
  if (wave === null) return { ...none, diagnostics };
  const its: PipelineWave = {
    ...{ name: wave.name, stage: wave.stage },
    ...(wave.guard === null ? {} : { guard: wave.guard }),
    ...(wave.hold === null ? {} : { hold: wave.hold }),
    ...(wave.gate === null ? {} : { gate: wave.gate }),
    ...tolerancesOf(wave, name),
  };
  const pipeline = built.pipeline && { ...built.pipeline, wave: its };
  return {
    built: { ...built, pipeline },
    wave: { ...its, line: wave.line },
    used: [wave.file.path],
    diagnostics,
  };
}

/** Of its jobs alone: what is said of others is no change of it. */
function tolerancesOf({ tolerances }: Wave, pipeline: string): Pick<PipelineWave, "tolerances"> {
  const own = tolerances.filter(({ jobs }) => matchesStars(pipeline, jobs.split("/", 1)[0] ?? ""));
  return own.length === 0 ? {} : { tolerances: own };
}
