// The estate that a rehearsal runs: every pipeline of the files as they are.

import { midnight } from "#core/business-date.ts";
import type { Diagnostic } from "#core/diagnostic.ts";
import { distinct } from "#core/estate.ts";
import { desiredPools, judge, plannedOf, planner } from "#core/judge.ts";
import { createParseCache } from "#core/parse-cache.ts";
import { outOfWave } from "#core/waves/wave.ts";
import { none, withObjects } from "#git/object-reader.ts";
import { snapshotWorkingTree } from "#git/working-tree.ts";
import type { UncommittedFiles } from "./deploy-files.ts";
import { CommandError } from "./exit.ts";
import { readSide, sha256 } from "./read-revisions.ts";

export interface RehearsedFiles extends UncommittedFiles {
  timezone: string;
  newDay: string;
}

export interface BrokenFiles {
  diagnostics: Diagnostic[];
  textOf: (file: string) => string | undefined;
}

/** All of it is sound, or nothing is rehearsed: what is missing would be missed. @throws CommandError without pipelines. */
export async function readRehearsed(root: string): Promise<RehearsedFiles | BrokenFiles> {
  const { tree, objects } = await snapshotWorkingTree(root);
  const reader = withObjects(objects, none);
  const side = await readSide({ commit: null, at: null, tree, reader }, createParseCache());
  const judged = judge(side.sources, side.contentOf, planner(sha256));
  const diagnostics = distinct([
    ...(side.project?.diagnostics ?? []),
    ...(side.pools?.diagnostics ?? []),
    ...judged.diagnostics,
  ]).filter(({ severity }) => severity === "error");
  const textOf = (file: string): string | undefined => {
    const content = side.contentOf(file);
    return content && new TextDecoder().decode(content);
  };
  if (diagnostics.length > 0) return { diagnostics, textOf };
  if (judged.good.length === 0)
    throw new CommandError(
      "failed",
      `${root} has no pipelines`,
      "make a project with `trunkline init`",
    );
  return {
    ...{ root, tree },
    // Also those that another scheduler runs still.
    pipelines: judged.good.map((one) =>
      one.pipeline.wave ? plannedOf(one.file, outOfWave(one.pipeline), sha256) : one,
    ),
    project: side.project?.name ?? "project",
    timezone: side.project?.timezone ?? "UTC",
    newDay: side.project?.newDay ?? midnight,
    pools: (side.pools && desiredPools(side.pools)) ?? [],
    // No task reads a file.
    objects: [],
  };
}
