// `trunkline alerts`: what is open, and who is at it.

import { connectionOptions, defineCommand } from "./command.ts";
import { ofProject, projectOption } from "./project-option.ts";

export const command = defineCommand({
  arguments: {},
  options: {
    ...connectionOptions,
    ...projectOption,
    all: { type: "boolean", description: "those that are over, too" },
  },
  examples: [
    { command: "trunkline alerts", description: "what is open, the newest first" },
    { command: "trunkline alerts --all --project finance", description: "what was, too" },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { options, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const { shownInstant } = await import("./instant.ts");
    const query = { ...ofProject(options), limit: 500, ...(options.all && { all: true }) };
    const alerts = await withServer(input, signal, (api) => api.alerts(query));
    out.list(alerts, [
      { title: "ID", value: (one) => one.id },
      { title: "SEVERITY", value: (one) => one.severity },
      { title: "WHAT", value: (one) => one.title },
      { title: "RUN", value: (one) => one.run ?? "" },
      { title: "SINCE", value: (one) => shownInstant(one.openedAt) },
      { title: "TIMES", value: (one) => String(one.count) },
      {
        title: "BELOW",
        value: (one) => (one.cause === null ? String(one.below || "") : `of ${one.cause}`),
      },
      {
        title: "STATE",
        value: ({ state, acknowledgedBy, resolution }) =>
          state === "acknowledged" ? `acknowledged by ${acknowledgedBy}` : (resolution ?? state),
      },
      { title: "REASON", value: (one) => one.message ?? "" },
    ]);
    if (alerts.length === 0) out.note(options.all ? "there was no alert" : "no alert is open");
  },
});
