// Findings of an organisation's rules: in the specs that they judge, and in the control repository that has them.

import { type Entry, error, warning } from "../diagnostic-entry.ts";

export const ruleCodes = {
  "rule-broken": error(
    "The pipeline breaks a rule of the organisation",
    "`rules/*.yaml` of the control repository says what every pipeline must keep to; see the page on rules. The pipeline stays as it is deployed until it keeps to the rule, or a waiver in the control repository allows it for a while.",
  ),
  "rule-unjudged": error(
    "A rule can't be judged for this pipeline",
    "The rule's expression has no answer here, as with a division by zero or too many tasks to ask about. What can't be judged is refused; whoever keeps the control repository repairs the rule.",
  ),
  "rule-advice": warning(
    "The pipeline doesn't follow a rule that only advises",
    "The rule has `severity: warning`: the pipeline is deployed all the same.",
  ),
  "waiver-ending": warning(
    "A waiver ends soon",
    "The pipeline breaks a rule, and a waiver allows that until the day that is named. From the next day on it can't be deployed, and its runs don't start. Repair the pipeline, or have the waiver renewed.",
  ),
  "invalid-check": error(
    "The rule of the control repository can't be used",
    "A rule has one of `require` and `forbid`, an expression with the names that the page on rules lists, and a name of its own. While one file of rules or waivers is in error, those that were good before stay in force.",
  ),
  "invalid-waiver": error(
    "The waiver can't be used",
    "A waiver names pipelines as `project/pipeline` and a last day that exists.",
  ),
  "waiver-unused": warning(
    "The waiver has no effect",
    "Its rule doesn't exist, or its last day has passed. The file may go.",
  ),
} as const satisfies Record<string, Entry>;
