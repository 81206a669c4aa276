// Findings about waves of a migration.

import { type Entry, error, warning } from "../diagnostic-entry.ts";

export const waveCodes = {
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
  "wave-slots": error(
    "A job that repeats is guarded by minutes",
    "A job that repeats is one run with many iterations, and each would be a minute of its own: after a hand-over amid them both sides would go on. By dates (`slots: dates`) whoever has begun a date goes on with it.",
  ),
  "wave-dates": warning(
    "A pipeline that is due several times a date is guarded by dates",
    "By dates a slot is a business date: the first run of it that one side starts makes the date that side's, and what else is due on it is skipped here. For such a pipeline a slot is a minute (`slots: minutes`).",
  ),
  "wave-border": warning(
    "What is awaited is run by another scheduler",
    "A pipeline that another scheduler runs has no runs here, so what waits for one waits until its wave is `live`. Let both move in one commit, or what is awaited first; until then an event that the other scheduler raises can stand for it.",
  ),
  "wave-gate": error(
    "The wave can't go to that stage yet",
    "A pipeline that another scheduler runs comes to be run here when the gate of its wave holds for each of the wave's jobs and the other side is proved to be held, or when two people answer for it by an `override` in the wave's file. All of the wave's pipelines stay as they are deployed; it is judged again with the next commit, and when somebody asks for a sync. A wave is retired once the other scheduler has run nothing of it for 30 days.",
  ),
  "wave-override": error(
    "The override can't be read so",
    "Two different people answer for an override, until a day that there is. While a file of `migration/waves` is in error nobody knows which pipelines may run, so every pipeline stays as it is deployed.",
  ),
  "explanation-invalid": error(
    "The explanation can't be read so",
    "A file of `migration/explanations` with an error explains nothing, so its differences keep the gate shut. A record of `migration` with an error proves nothing.",
  ),
  "explanation-idle": warning(
    "The explanation counts for nothing",
    "It has expired, ends too far ahead, or is for no job: what it was meant to explain keeps the gate shut. Mend it, or take it away.",
  ),
  "wave-empty": warning(
    "The wave has no pipelines",
    "No pipeline of the project has the tags and names that `members` says.",
  ),
} as const satisfies Record<string, Entry>;
