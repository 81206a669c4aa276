// What a layer around pipelines (the project's file, a folder's `_defaults.yaml`) can get wrong by itself.

import type { TaskDefaults } from "#schemas/types.ts";
import type { Layer } from "./defaults.ts";
import { parseDuration } from "./duration.ts";
import type { SpecFile } from "./parse.ts";
import type { Problem } from "./problem.ts";
import { checkTimezone } from "./validate-triggers.ts";

/** Problems of a layer; its expressions are checked with each pipeline, whose parameters they may name. */
export function checkLayer(layer: Layer, file: SpecFile, problems: Problem[]): void {
  checkTimezone(layer.timezone, ["timezone"], file, problems);
  checkTaskDefaults(layer.defaults, file, problems);
}

/** A timeout of nothing in `defaults`. */
export function checkTaskDefaults(
  defaults: TaskDefaults | undefined,
  file: SpecFile,
  problems: Problem[],
): void {
  if (defaults?.timeout === undefined || parseDuration(defaults.timeout) !== 0) return;
  const message = "a timeout of nothing would end every attempt at once";
  problems.push({
    file,
    path: ["defaults", "timeout"],
    at: "value",
    code: "invalid-duration",
    message,
  });
}
