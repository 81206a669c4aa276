// `trunkline blackout remove`: ends a blackout, or calls one off; what it kept starts.

import { defineCommand } from "./command.ts";
import { reasonOption } from "./hold-options.ts";

export const command = defineCommand({
  arguments: { ID: { required: true, description: "the blackout's id" } },
  options: reasonOption,
  examples: [{ command: "trunkline blackout remove 3", description: "runs start again" }],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, options, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const { reason } = options;
    const body = reason === undefined ? {} : { reason };
    await withServer(input, signal, (api) => api.removeBlackout(args.ID, body));
    out.value({ id: args.ID, removed: true }, () => `Blackout ${args.ID} is removed`);
  },
});
