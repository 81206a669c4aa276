// `trunkline users forget`: a name is let go, so that another account of the provider may have it.

import { actOptions, defineCommand } from "./command.ts";

export const command = defineCommand({
  arguments: { NAME: { required: true, description: "as `trunkline users list` shows it" } },
  options: {
    ...actOptions,
    reason: { type: "string", value: "TEXT", description: "kept in the audit" },
  },
  examples: [
    {
      command: "trunkline users forget ada@example.com",
      description: "the address belongs to somebody else now",
    },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, options, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const { reason } = options;
    await withServer(input, signal, (api) =>
      api.forgetUser(args.NAME, reason === undefined ? {} : { reason }),
    );
    out.value(
      { name: args.NAME, done: true },
      () => `${args.NAME} is forgotten, with all sessions`,
    );
  },
});
