// A pipeline that is read gets the stage of its wave, which is part of its revision from then on.

import type { Diagnostic } from "../diagnostic.ts";
import { locateAll } from "../locate.ts";
import type { Pipeline } from "../pipeline.ts";
import type { Problem } from "../problem.ts";
import { dateTwice } from "../simulation/date-twice.ts";
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
    diagnostics: [...diagnostics, ...slotProblems(wave, built.pipeline)],
  };
}

function slotProblems({ guard, file }: Wave, pipeline: Pipeline | null): Diagnostic[] {
  if (guard === null || pipeline === null) return [];
  const problems = guard.slots === "minutes" ? byMinutes(pipeline) : byDates(pipeline);
  return locateAll(
    [file],
    problems.map((one) => ({ file, path: ["guard", "slots"], at: "value", ...one })),
  );
}

type SlotProblem = Pick<Problem, "code" | "message"> & { help: string };

/** A date has one run here, and one side: of others that are due on it nothing would run. */
function byDates(pipeline: Pipeline): SlotProblem[] {
  const date = dateTwice(pipeline);
  if (date === null) return [];
  return [
    {
      code: "wave-dates",
      message: `"${pipeline.name}" is due several times a date, as on ${date}, and by dates only the first of them runs here`,
      help: "write `slots: minutes`, or take the pipeline into a wave of its own that has it",
    },
  ];
}

/** Iterations of one date are due at minutes that nobody knows before, so that after a hand-over amid them both sides would go on. */
function byMinutes({ name, tasks }: Pipeline): SlotProblem[] {
  const cyclic = tasks.find(({ repeat }) => repeat !== undefined);
  if (cyclic === undefined) return [];
  return [
    {
      code: "wave-slots",
      message: `"${name}" repeats its task "${cyclic.name}", and a minute is no run of it`,
      help: "write `slots: dates`, or take the pipeline into a wave of its own that has it",
    },
  ];
}

/** Of its jobs alone: what is said of others is no change of it. */
function tolerancesOf({ tolerances }: Wave, pipeline: string): Pick<PipelineWave, "tolerances"> {
  const own = tolerances.filter(({ jobs }) => matchesStars(pipeline, jobs.split("/", 1)[0] ?? ""));
  return own.length === 0 ? {} : { tolerances: own };
}
