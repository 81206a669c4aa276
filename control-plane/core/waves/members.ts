// Which wave a pipeline is in, and what is wrong between waves and pipelines.

import type { Diagnostic } from "../diagnostic.ts";
import { locateAll } from "../locate.ts";
import type { Path, Problem } from "../problem.ts";
import { closest } from "../suggest.ts";
import { isPattern } from "./name-list.ts";
import type { SourceWave } from "./of-source.ts";
import type { Wave, Waves } from "./read.ts";

/** What membership goes by. */
interface Candidate {
  name: string;
  tags?: Record<string, string[]> | undefined;
}

/** Whether the wave has the pipeline. */
const isMember = (wave: Wave, pipeline: Candidate): boolean =>
  wave.except.indexOf(pipeline.name) === -1 && placeOf(wave, pipeline) !== null;

/** The wave that has it; null where none has, or more than one: an error at each but the first says so. */
export function waveOf(
  waves: Waves | undefined,
  pipeline: Candidate,
): { wave: Wave | null; clashes: Diagnostic[] } {
  const its = (waves?.list ?? []).filter((wave) => isMember(wave, pipeline));
  const [first, ...others] = its;
  if (first === undefined || others.length === 0) return { wave: first ?? null, clashes: [] };
  const problems = others.map((wave): Problem => {
    const { file, name } = wave;
    const path = ["members", ...(placeOf(wave, pipeline) ?? [])];
    const before = { file: first.file, path: ["members"], at: "key" as const };
    return {
      ...{ file, path, at: "value", code: "wave-overlap" },
      message: `"${pipeline.name}" is in the wave "${first.name}" as well as in "${name}"`,
      help: "a pipeline is in one wave: name it under `except` of the other",
      related: { ...before, message: `the members of "${first.name}"` },
    };
  });
  return { wave: null, clashes: locateAll([], problems) };
}

/** A spec file of the project. */
interface Known {
  name: string | null;
  wave?: SourceWave | undefined;
  diagnostics: readonly Diagnostic[];
}

/**
 * What waves name that isn't there. A name without a pipeline is an error: with a slip in it the pipeline that is meant
 * would be in no wave, and run.
 * @param sources All of the project.
 */
export function checkMembers(waves: Waves | undefined, sources: readonly Known[]): Diagnostic[] {
  const names = new Set(sources.flatMap(({ name }) => name ?? []));
  // A file without a readable name may be the one that is meant.
  const areNamed = sources.every(({ name }) => name !== null);
  // The tags of one with errors may not be known.
  const areSound = !sources.some(({ diagnostics }) =>
    diagnostics.some(({ severity }) => severity === "error"),
  );
  const filled = new Set(sources.map(({ wave }) => wave?.name));
  return (waves?.list ?? []).flatMap((wave) => {
    const problems = (["pipelines", "except"] as const).flatMap((key) =>
      wave[key].entries.flatMap((entry, index) =>
        areNamed ? unknownName(entry, ["members", key, index], wave, names) : [],
      ),
    );
    if (problems.length === 0 && areSound && !filled.has(wave.name))
      problems.push({
        ...{ file: wave.file, path: ["members"], at: "key", code: "wave-empty" },
        message: `the wave "${wave.name}" has no pipelines`,
        help: "no pipeline of the project has these tags or names",
      });
    return locateAll([], problems);
  });
}

/**
 * The same sources; none of them has a pipeline while a wave names one that isn't there, or what is meant would run.
 * @param sources All of the project.
 */
export function withKnownMembers<T extends Known & { pipeline: unknown }>(
  waves: Waves | undefined,
  sources: readonly T[],
): readonly T[] {
  const errors = checkMembers(waves, sources).filter(({ severity }) => severity === "error");
  if (errors.length === 0) return sources;
  return sources.map((source) => ({
    ...source,
    pipeline: null,
    diagnostics: [...source.diagnostics, ...errors],
  }));
}

function unknownName(
  name: string,
  path: Path,
  { file }: Wave,
  names: ReadonlySet<string>,
): Problem[] {
  if (isPattern(name) || names.has(name)) return [];
  const near = closest(name, names);
  const help = near === null ? "name a pipeline of the project" : `did you mean "${near}"?`;
  const message = `there is no pipeline "${name}"`;
  return [{ file, path, at: "value", code: "wave-member", message, help }];
}

/** What of the members means the pipeline, whatever `except` says; null: nothing. */
function placeOf({ tags, pipelines }: Wave, pipeline: Candidate): Path | null {
  const named = pipelines.indexOf(pipeline.name);
  if (named !== -1) return ["pipelines", named];
  return tags !== null && hasTags(tags, pipeline) ? ["tags"] : null;
}

/** Of each tag that is named, one of its words. */
const hasTags = (wanted: Record<string, string[]>, { tags }: Candidate): boolean =>
  Object.entries(wanted).every(([tag, words]) => {
    const has = tags !== undefined && Object.hasOwn(tags, tag) ? (tags[tag] ?? []) : [];
    return words.some((word) => has.includes(word));
  });
