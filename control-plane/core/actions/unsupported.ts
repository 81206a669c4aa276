// `uses: unsupported`: what an importer puts in the place of a job that it can't translate.

import type { UnsupportedInputs } from "#schemas/types.ts";
import type { UnsupportedAction } from "../action.ts";
import { placeIn } from "../local-task.ts";
import { otherChanges } from "./changes.ts";
import { type Kind, reachesNothing } from "./kind.ts";
import { firstLineOf } from "./script-text.ts";

export const unsupported: Kind<UnsupportedAction> = {
  ...reachesNothing,
  needs: ["a reason", "with: {reason: …}"],
  check(task, _, problems) {
    const { reason } = (task.spec.with ?? {}) as Partial<UnsupportedInputs>;
    if (typeof reason !== "string") return;
    problems.push({
      ...placeIn(task, "uses"),
      code: "unsupported-task",
      message: `task "${task.name}" will fail: ${firstLineOf(reason)}`,
      help: "write it anew, or take it out together with what needs it",
    });
  },
  action(spec) {
    const { reason, source = null } = spec.with as unknown as UnsupportedInputs;
    return { kind: "unsupported", reason, source };
  },
  spec: ({ reason, source }) => ({
    uses: "unsupported",
    with: { reason, ...(source === null ? {} : { source }) },
  }),
  text: ({ reason }) => `fails: ${firstLineOf(reason)}`,
  changes: (before, after) => otherChanges(before, after, ["kind"]),
  reaches: () => [],
};
