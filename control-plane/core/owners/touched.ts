// Which of the pipelines that a plan changes a change of files is behind.

import type { Change } from "../plan.ts";

interface Source {
  path: string;
  inputs: readonly string[];
}

/** By name; `sources` say what each was made of besides its own file. */
export function touchedBy(
  changes: readonly Pick<Change, "pipeline" | "before" | "after" | "scripts">[],
  sources: readonly Source[],
  paths: readonly string[],
): string[] {
  const changed = new Set(paths);
  const inputs = new Map(sources.map(({ path, inputs }) => [path, inputs]));
  return changes
    .filter(({ before, after, scripts }) => {
      const files = [before?.file, after?.file].filter((file) => file !== undefined);
      const made = files.flatMap((file) => [file, ...(inputs.get(file) ?? [])]);
      return [...made, ...scripts].some((path) => changed.has(path));
    })
    .map(({ pipeline }) => pipeline);
}
