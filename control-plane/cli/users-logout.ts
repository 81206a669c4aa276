// `trunkline users logout`: every session of somebody ends now, on every server.

import { actOptions, defineCommand } from "./command.ts";

export const command = defineCommand({
  arguments: { NAME: { required: true, description: "as `trunkline users list` shows it" } },
  options: {
    ...actOptions,
    reason: { type: "string", value: "TEXT", description: "kept in the audit" },
  },
  examples: [
    {
      command: "trunkline users logout ada@example.com",
      description: "they left: their sessions would go on until their end",
    },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, options, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const { reason } = options;
    await withServer(input, signal, (api) =>
      api.logoutUser(args.NAME, reason === undefined ? {} : { reason }),
    );
    out.value({ name: args.NAME, done: true }, () => `All sessions of ${args.NAME} are over`);
  },
});
