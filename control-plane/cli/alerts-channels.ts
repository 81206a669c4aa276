// `trunkline alerts channels`: where alerts go, and whether they get there.

import { connectionOptions, defineCommand } from "./command.ts";

export const command = defineCommand({
  description:
    "Dead messages were given up: a channel refused them for good, or took nothing for too long.",
  arguments: {},
  options: {
    ...connectionOptions,
    retry: { type: "string", value: "CHANNEL", description: "try its dead messages again" },
  },
  examples: [
    { command: "trunkline alerts channels", description: "all of them" },
    {
      command: "trunkline alerts channels --retry etl-mail",
      description: "once the mail server is repaired",
    },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { options, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const { shownInstant } = await import("./instant.ts");
    const { retry } = options;
    if (retry !== undefined) {
      const count = await withServer(input, signal, (api) => api.retryAlertChannel(retry));
      out.note(`${count} messages to ${retry} are tried again`);
    }
    const channels = await withServer(input, signal, (api) => api.alertChannels());
    out.list(channels, [
      { title: "NAME", value: (one) => one.name },
      { title: "KIND", value: (one) => one.kind },
      { title: "WAITING", value: (one) => String(one.waiting) },
      { title: "HELD", value: (one) => String(one.held) },
      { title: "DEAD", value: (one) => String(one.dead) },
      {
        title: "LAST TAKEN",
        value: ({ deliveredAt }) => (deliveredAt === null ? "" : shownInstant(deliveredAt)),
      },
      { title: "ERROR", value: (one) => one.error ?? "" },
    ]);
    if (channels.length === 0) out.note("no channel is declared");
  },
});
