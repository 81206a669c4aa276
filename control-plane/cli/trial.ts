// What `trunkline try` runs: one pipeline of the files as they are, cut to what was asked for, with their Git objects.

import type { Diagnostic } from "#core/diagnostic.ts";
import { distinct } from "#core/estate.ts";
import { desiredPools, type Judged, judge, planner } from "#core/judge.ts";
import { createParseCache } from "#core/parse-cache.ts";
import { partOfPipeline } from "#core/part-of-pipeline.ts";
import type { Pipeline } from "#core/pipeline.ts";
import type { PoolDeclaration } from "#core/pools/declaration.ts";
import { closest } from "#core/suggest.ts";
import { outOfWave } from "#core/waves/wave.ts";
import { none, withObjects } from "#git/object-reader.ts";
import type { GitObject } from "#git/source.ts";
import { snapshotWorkingTree } from "#git/working-tree.ts";
import { CommandError } from "./exit.ts";
import { type ReadSide, readSide, sha256 } from "./read-revisions.ts";

export interface TrialOptions {
  root: string;
  /** Null is the only one of the project. */
  pipeline: string | undefined;
  task: string | undefined;
  /** Without the tasks that `task` needs. */
  only: boolean;
}

export interface Trial {
  root: string;
  project: string;
  pipeline: Pipeline;
  /** Its spec file. */
  file: string;
  /** Id of the files' tree, and what it is made of. */
  tree: string;
  pools: PoolDeclaration[];
  objects: readonly GitObject[];
}

export interface BrokenTrial {
  diagnostics: Diagnostic[];
  textOf: (file: string) => string | undefined;
}

/** @throws CommandError when nothing of the name is there. */
export async function readTrial(options: TrialOptions): Promise<Trial | BrokenTrial> {
  const { tree, objects } = await snapshotWorkingTree(options.root);
  const reader = withObjects(objects, none);
  const side = await readSide({ commit: null, at: null, tree, reader }, createParseCache());
  const judged = judge(side.sources, side.contentOf, planner(sha256));
  const name = nameOf(options, judged);
  const found = judged.good.find((one) => one.name === name);
  if (found === undefined) return broken(side, judged, name);
  const pipeline = cut(found.pipeline, options);
  const project = side.project?.name ?? "project";
  const pools = (side.pools && desiredPools(side.pools)) ?? [];
  return { root: options.root, project, pipeline, file: found.file, tree, pools, objects };
}

function nameOf({ root, pipeline }: TrialOptions, { sources }: Judged): string | null {
  const names = sources.flatMap(({ name }) => name ?? []);
  if (pipeline === undefined) {
    if (sources.length === 1) return names[0] ?? null;
    const help = `one of: ${names.join(", ")}`;
    if (sources.length > 1) throw new CommandError("usage", "say which PIPELINE to try", help);
    const message = `${root} has no pipelines`;
    throw new CommandError("failed", message, "make a project with `trunkline init`");
  }
  if (names.includes(pipeline)) return pipeline;
  // A file without a readable name may be meant by its own.
  if (sources.some(({ path, name }) => name === null && path.includes(pipeline))) return null;
  const near = closest(pipeline, names);
  const help = near === null ? `one of: ${names.join(", ")}` : `did you mean "${near}"?`;
  throw new CommandError("failed", `there is no pipeline '${pipeline}'`, help);
}

/** The findings of the pipeline's own files, and the project file's, which stops every pipeline. */
function broken(side: ReadSide, judged: Judged, name: string | null): BrokenTrial {
  const own = judged.sources.filter((source) => source.broken && source.name === name);
  // What stops every pipeline is among each one's own findings too.
  const diagnostics = distinct([
    ...(side.project?.diagnostics ?? []),
    ...own.flatMap((one) => one.diagnostics),
  ]);
  return {
    diagnostics,
    textOf(file) {
      const content = side.contentOf(file);
      return content && new TextDecoder().decode(content);
    },
  };
}

/** Triggers go: nothing but this run may start. So does its wave: whoever tries it wants a run. */
function cut(pipeline: Pipeline, { task, only }: TrialOptions): Pipeline {
  const quiet = { ...outOfWave(pipeline), triggers: [] };
  if (task === undefined) {
    if (only) throw new CommandError("usage", "--only needs --task");
    return quiet;
  }
  const part = partOfPipeline(quiet, { task, alone: only });
  if (part !== null) return part;
  const names = [...new Set(pipeline.tasks.map(({ group }) => group))];
  const near = closest(task, names);
  const help = near === null ? `one of: ${names.join(", ")}` : `did you mean "${near}"?`;
  throw new CommandError("failed", `${pipeline.name} has no task '${task}'`, help);
}
