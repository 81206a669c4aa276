// Which files of the project a pipeline's commands mention, so that a changed script is part of the plan.

import type { Pipeline } from "./pipeline.ts";

const pathText = /(?:\.\/)?[\w@.-]+(?:\/[\w@.-]+)+|\.\/[\w@.-]+/g;

/** Relative paths in the texts of `run`, sorted; whether such a file exists is the caller's to know. */
export function mentionedFiles(pipeline: Pipeline): string[] {
  const found = new Set<string>();
  // Instances of a matrix share their script.
  const scripts = pipeline.tasks.map(({ action }) =>
    action.kind === "command" ? action.script : "",
  );
  for (const script of new Set(scripts))
    for (const [text] of script.matchAll(pathText)) {
      const path = text.replace(/^\.\//, "");
      if (!path.split("/").includes("..")) found.add(path);
    }
  return [...found].sort();
}
