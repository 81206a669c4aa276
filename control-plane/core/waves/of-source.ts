// A pipeline that is read gets the stage of its wave, which is part of its revision from then on.

import type { Diagnostic } from "../diagnostic.ts";
import type { Pipeline } from "../pipeline.ts";
import { waveOf } from "./members.ts";
import type { Waves } from "./read.ts";

/** Of a source: its wave, and the line of the wave's file that says the stage. */
export interface SourceWave {
  name: string;
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
  const pipeline = built.pipeline && {
    ...built.pipeline,
    wave: { name: wave.name, stage: wave.stage },
  };
  return {
    built: { ...built, pipeline },
    wave: { name: wave.name, line: wave.line },
    used: [wave.file.path],
    diagnostics,
  };
}
