// `trunkline approvals`: the tasks that wait for somebody's approval.

import { connectionOptions, defineCommand } from "./command.ts";
import { ofProject, projectOption } from "./project-option.ts";

export const command = defineCommand({
  arguments: {},
  options: {
    ...connectionOptions,
    ...projectOption,
  },
  examples: [{ command: "trunkline approvals", description: "what waits, the oldest first" }],
  exits: ["failed", "refused"],
  async run(input) {
    const { options, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const { shownInstant } = await import("./instant.ts");
    const approvals = await withServer(input, signal, (api) => api.approvals(ofProject(options)));
    out.list(approvals, [
      { title: "RUN", value: (one) => one.run },
      { title: "TASK", value: (one) => one.task },
      { title: "PIPELINE", value: (one) => `${one.project}/${one.pipeline}` },
      { title: "DATE", value: (one) => one.date },
      { title: "BY", value: (one) => one.by.join(", ") || "anybody" },
      { title: "GIVEN", value: (one) => `${one.given} of ${one.count}` },
      { title: "SINCE", value: (one) => shownInstant(one.since) },
      {
        title: "DEADLINE",
        value: (one) =>
          one.deadline === null ? "" : `${shownInstant(one.deadline)}, then ${one.onExpiry}`,
      },
    ]);
    if (approvals.length === 0) out.note("nothing waits for an approval");
  },
});
