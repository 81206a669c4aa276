// Which files of the project a pipeline's commands mention, so that a changed script is part of the plan.

import { memo } from "./memo.ts";
import type { Pipeline } from "./pipeline.ts";

/** Tried at the beginning of a word only: within one that has no `/` each place would be looked at in vain. */
const pathText = /(?<![\w@.-])[\w@.-]+(?:\/[\w@.-]+)+/g;

/** Relative paths in the texts of `run`, sorted; whether such a file exists is the caller's to know. */
export function mentionedFiles(pipeline: Pipeline): string[] {
  const found = new Set<string>();
  for (const { action } of pipeline.tasks)
    if (action.kind === "command") for (const path of filesIn(action.script)) found.add(path);
  return [...found].sort();
}

const filesIn = memo(
  (script): string[] =>
    (script.match(pathText) ?? [])
      .map((text) => (text.startsWith("./") ? text.slice(2) : text))
      .filter((path) => !path.split("/").includes("..")),
  4_000_000,
);
