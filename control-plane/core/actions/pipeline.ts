// `uses: pipeline`: a run of another pipeline of the project, which no worker works on.

import type { ChildInputs } from "#schemas/types.ts";
import type { ChildAction } from "../action.ts";
import { childAction, childInputs } from "../child-action.ts";
import { checkChild } from "../child-check.ts";
import { say } from "../plan/said.ts";
import { mapChanges, quoted } from "../plan/wording.ts";
import { otherChanges } from "./changes.ts";
import { type Kind, reachesNothing } from "./kind.ts";

export const pipeline: Kind<ChildAction> = {
  ...reachesNothing,
  needs: ["a pipeline", "with: {pipeline: …}"],
  check: (task, _, problems) => checkChild(task, problems),
  action: (spec) => childAction(spec.with as unknown as ChildInputs),
  spec: (action) => ({ uses: "pipeline", with: { ...childInputs(action) } }),
  text: (action) => `runs the pipeline ${action.pipeline}`,
  changes: (before, after) => [
    ...(before.pipeline === after.pipeline
      ? []
      : [say("work", `runs the pipeline ${before.pipeline} → ${after.pipeline}`)]),
    ...mapChanges(before.params, after.params, (value) => quoted(String(value))).map((text) =>
      say("work", `gives the parameter ${text}`),
    ),
    ...otherChanges(before, after, ["kind", "pipeline", "params"]),
  ],
  reaches: (action) => [`starts ${action.pipeline}`],
};
