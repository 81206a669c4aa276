// `trunkline access revoke`: ends a right for a while before its time.

import { actOptions, defineCommand } from "./command.ts";

export const command = defineCommand({
  arguments: { ID: { required: true, description: "as `trunkline access grants` shows it" } },
  options: {
    ...actOptions,
    reason: { type: "string", value: "TEXT", description: "kept in the audit" },
  },
  examples: [
    {
      command: "trunkline access revoke 7 --reason 'repaired'",
      description: "from the next request on",
    },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, options, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const { reason } = options;
    const grant = await withServer(input, signal, (api) =>
      api.revokeGrant(args.ID, reason === undefined ? {} : { reason }),
    );
    out.value(grant, ({ id }) => `Grant ${id} has ended`);
  },
});
