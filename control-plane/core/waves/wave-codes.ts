// Findings about waves of a migration.

import { type Entry, error, warning } from "../diagnostic-entry.ts";

export const waveCodes = {
  "wave-stage": error(
    "The wave can't be at this stage",
    "A deployment doesn't ask a `gate` yet: what is written there would seem to protect, and wouldn't. While a file of `migration/waves` is in error nobody knows which pipelines may run, so every pipeline stays as it is deployed.",
  ),
  "invalid-shadow": error(
    "What the task does in shadow is not valid",
    "Under `shadow` a task says what runs instead of it while its wave is at the stage `shadow`: a command, an environment, another connection of the same type, or that it has no side effects. Outputs that are compared are of a task that runs, and each is a file, a `glob` or `stdout`.",
  ),
  "wave-overlap": error(
    "The pipeline is in two waves",
    "Each wave has a stage, and a pipeline has one: name it under `except` of the other wave, or narrow the tags. Until then it stays as it is deployed.",
  ),
  "wave-member": error(
    "The wave names a pipeline that isn't there",
    "With a slip in its name, the pipeline that is meant would be in no wave, and would run beside the scheduler before. Take the name out when the pipeline is gone.",
  ),
  "wave-border": warning(
    "What is awaited is run by another scheduler",
    "A pipeline that another scheduler runs has no runs here, so what waits for one waits until its wave is `live`. Let both move in one commit, or what is awaited first; until then an event that the other scheduler raises can stand for it.",
  ),
  "wave-empty": warning(
    "The wave has no pipelines",
    "No pipeline of the project has the tags and names that `members` says.",
  ),
} as const satisfies Record<string, Entry>;
