// `trunkline triggers discard`: give up a message that was set aside.

import { actOptions, defineCommand } from "./command.ts";

export const command = defineCommand({
  description: "Its content is forgotten; its key stays known, so that it does not come back.",
  arguments: { ID: { required: true, description: "the message's id" } },
  options: {
    ...actOptions,
    reason: { type: "string", value: "TEXT", description: "why, for the audit" },
  },
  examples: [
    {
      command: "trunkline triggers discard 7 --reason 'it was a test of theirs'",
      description: "`trunkline triggers aside` has the ids",
    },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, options, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const { reason } = options;
    const body = reason === undefined ? {} : { reason };
    const became = await withServer(input, signal, (api) => api.discardMessage(args.ID, body));
    out.value(became, () => `message ${args.ID} is given up`);
  },
});
