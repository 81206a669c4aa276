// The pipelines that a simulation is of, of the files as they are or of a revision: only what decides when they fire.

import type { CalendarLines } from "#core/calendar/lines.ts";
import type { Diagnostic } from "#core/diagnostic.ts";
import type { PipelineSource } from "#core/estate.ts";
import { judge, planner } from "#core/judge.ts";
import { createParseCache } from "#core/parse-cache.ts";
import type { Pipeline } from "#core/pipeline.ts";
import { type TimedPipeline, toldTasks } from "#core/simulation/task-fires.ts";
import { asGitFault } from "./git-fault.ts";
import { projectRoot } from "./project-root.ts";
import { readProjectAt } from "./read-project.ts";
import { openLocalProject, readSide, sha256, sideAt } from "./read-revisions.ts";

export type SimulatedPipeline = Pick<
  Pipeline,
  "name" | "owner" | "tags" | "triggers" | "newDay" | "timezone" | "legacy" | "wave"
> &
  Pick<TimedPipeline, "tasks" | "isSkippedWhenBusy"> & { file: string };

export interface SimulatedFiles {
  project: string;
  pipelines: SimulatedPipeline[];
  /** Files with errors: what they would fire is not known. */
  broken: { file: string; name: string | null }[];
  /** Of the calendars' files. */
  lines: CalendarLines;
  /** When it was committed, in milliseconds since 1970; null for the files as they are. */
  at: number | null;
}

/**
 * @param revision Null: the files as they are, in any folder; else of the Git repository around it.
 * @throws CommandError when there is no project, or no such revision.
 */
export function readSimulated(
  cwd: string,
  folder: string | undefined,
  revision: string | null,
): Promise<SimulatedFiles> {
  return revision === null
    ? readFiles(cwd, folder)
    : asGitFault(() => readRevision(projectRoot(cwd, folder), revision));
}

async function readFiles(cwd: string, folder: string | undefined): Promise<SimulatedFiles> {
  const { estate } = await readProjectAt(cwd, folder);
  const wrong = filesInError(estate.diagnostics);
  const isSound = ({ pipeline, path }: PipelineSource) => pipeline !== null && !wrong.has(path);
  return {
    project: estate.project.name ?? "",
    pipelines: estate.sources.flatMap((source) =>
      source.pipeline && isSound(source) ? simulated(source.path, source.pipeline) : [],
    ),
    broken: brokenOf(estate.sources.filter((source) => !isSound(source))),
    lines: linesOf(estate.sources),
    at: null,
  };
}

async function readRevision(root: string, revision: string): Promise<SimulatedFiles> {
  await using project = await openLocalProject(root);
  const side = await sideAt(project, revision);
  const read = await readSide(side, createParseCache());
  const judged = judge(read.sources, read.contentOf, planner(sha256));
  return {
    project: read.project?.name ?? "",
    pipelines: judged.good.map(({ file, pipeline }) => simulated(file, pipeline)),
    broken: brokenOf(judged.sources.filter(({ broken }) => broken)),
    lines: linesOf(read.sources),
    at: side.at?.epochMilliseconds ?? null,
  };
}

const filesInError = (diagnostics: readonly Diagnostic[]): Set<string> =>
  new Set(diagnostics.filter(({ severity }) => severity === "error").map(({ file }) => file));

const brokenOf = (sources: readonly { path: string; name: string | null }[]) =>
  sources.map(({ path, name }) => ({ file: path, name }));

/** Tasks are nine tenths of what a pipeline takes in memory: of most nothing is told. */
const simulated = (file: string, pipeline: Pipeline): SimulatedPipeline => {
  const { name, owner, tags, triggers, newDay, timezone, legacy, wave, concurrency } = pipeline;
  return {
    ...{ file, name, owner, tags, triggers, newDay, timezone },
    ...(legacy === undefined ? {} : { legacy }),
    ...(wave === undefined ? {} : { wave }),
    tasks: toldTasks(pipeline),
    isSkippedWhenBusy: concurrency.runs === 1 && concurrency.whenBusy === "skip",
  };
};

/** Of one state of a project each calendar has one file. */
const linesOf = (sources: readonly Pick<PipelineSource, "calendarLines">[]): CalendarLines =>
  Object.assign({}, ...sources.map(({ calendarLines }) => calendarLines ?? {}));
