// `trunkline access approve`: agrees to a right for a while that another person asked for.

import { actOptions, defineCommand } from "./command.ts";

export const command = defineCommand({
  description: "Its ticket must be under way still. It takes the action `manageAccess`.",
  arguments: { ID: { required: true, description: "as `trunkline access grants` shows it" } },
  options: { ...actOptions },
  examples: [{ command: "trunkline access approve 7", description: "grant 7 holds from now on" }],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const { shownInstant } = await import("./instant.ts");
    const grant = await withServer(input, signal, (api) => api.approveGrant(args.ID));
    out.value(
      grant,
      (one) => `${one.grantee} may ${one.actions.join(", ")} until ${shownInstant(one.until)}`,
    );
  },
});
