// Findings about policies of access.

import { type Entry, error, warning } from "./diagnostic-entry.ts";

export const policyCodes = {
  "policy-invalid": error(
    "The policy is not valid",
    "Policies are written in Cedar and checked against `policies/schema.cedarschema`: an action or attribute that doesn't exist, a tag that is read without asking whether it is there, or a policy that could never apply. A set with one such policy is not used at all; what held before holds on.",
  ),
  "policy-id": error(
    "The policy has no name of its own",
    'Each policy has an `@id("what-it-does")` that is unique in its file. Decisions, the audit and `trunkline access explain` name policies by file and id.',
  ),
  "policy-permits": error(
    "A project's policy gives a right",
    "Policies in a project's own repository may only forbid, or whoever may merge there could give rights to themselves. Permits are in the control repository.",
  ),
  "policy-permits-all": warning(
    "The policy gives rights without any limit",
    "It permits something to everybody, or everything to somebody, and has no condition. Whoever keeps the control repository may do that, so it holds; it is said because most often a condition was forgotten. Admins of `teams.yaml` have every right already.",
  ),
  "deploy-denied": error(
    "Policies keep the change of the pipeline from being deployed",
    "Whoever made the change, or merged it without the approval that it takes, may not deploy what the pipeline is tagged with, now or after the change. What is deployed stays, also where the change would remove it. It is judged anew when somebody approves it, when policies or teams change, and with each commit; taking the change back ends it.",
  ),
  "policy-names-pipeline": error(
    "The policy names a pipeline",
    "Pipelines that are alike in project, folder, environment, owner and tags are decided once, however many there are, so no policy can tell them apart by name. Give the pipeline a tag, or a folder, and ask for that.",
  ),
} as const satisfies Record<string, Entry>;
