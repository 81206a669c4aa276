// `trunkline tokens revoke`: a token is of no use from now on, on every server.

import { actOptions, defineCommand } from "./command.ts";

export const command = defineCommand({
  arguments: { ID: { required: true, description: "as `trunkline tokens list` shows it" } },
  options: {
    ...actOptions,
    reason: { type: "string", value: "TEXT", description: "kept in the audit" },
  },
  examples: [
    {
      command: "trunkline tokens revoke 4k2m9x0c7v1b --reason 'it was in a log'",
      description: "from the next request on",
    },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, options, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const { reason } = options;
    await withServer(input, signal, (api) =>
      api.revokeToken(args.ID, reason === undefined ? {} : { reason }),
    );
    out.value({ id: args.ID, revoked: true }, () => `Token ${args.ID} is of no use any more`);
  },
});
