// Which files of the project a pipeline's commands mention, so that a changed script is part of the plan.

import type { Pipeline } from "./pipeline.ts";

/** Tried at the beginning of a word only: within one that has no `/` each place would be looked at in vain. */
const pathText = /(?<![\w@.-])[\w@.-]+(?:\/[\w@.-]+)+/g;

/** Relative paths in the texts of `run`, sorted; whether such a file exists is the caller's to know. */
export function mentionedFiles(pipeline: Pipeline): string[] {
  const found = new Set<string>();
  let last = "";
  for (const { action } of pipeline.tasks) {
    // Instances of a matrix share their script.
    if (action.kind !== "command" || action.script === last) continue;
    last = action.script;
    for (const text of last.match(pathText) ?? []) {
      const path = text.startsWith("./") ? text.slice(2) : text;
      if (!path.includes("..") || !path.split("/").includes("..")) found.add(path);
    }
  }
  return [...found].sort();
}
