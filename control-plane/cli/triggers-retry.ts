// `trunkline triggers retry`: try a message that was set aside again.

import { actOptions, defineCommand } from "./command.ts";

export const command = defineCommand({
  description: "The trigger as it is deployed now judges it; what came is what is tried.",
  arguments: { ID: { required: true, description: "the message's id" } },
  options: {
    ...actOptions,
    reason: { type: "string", value: "TEXT", description: "why, for the audit" },
  },
  examples: [
    {
      command: "trunkline triggers retry 7 --reason 'after the trigger was changed'",
      description: "`trunkline triggers aside` has the ids",
    },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, options, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const { reason } = options;
    const body = reason === undefined ? {} : { reason };
    const became = await withServer(input, signal, (api) => api.retryMessage(args.ID, body));
    out.value(became, () =>
      became.run === null
        ? `message ${args.ID}: ${became.outcome}`
        : `message ${args.ID} made run ${became.run}`,
    );
  },
});
