// `trunkline resume`: the end of a pause; what waited starts.

import { defineCommand } from "./command.ts";
import { reasonOption } from "./hold-options.ts";

export const command = defineCommand({
  arguments: { PIPELINE: { required: true, description: "NAME or PROJECT/NAME" } },
  options: reasonOption,
  examples: [{ command: "trunkline resume daily-revenue", description: "lets its runs start" }],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, options, out, signal } = input;
    const { splitName, withServer } = await import("./connect.ts");
    const { name: pipeline, project } = splitName(args.PIPELINE);
    const { reason } = options;
    const body = reason === undefined ? {} : { reason };
    await withServer(input, signal, (api) => api.release({ pipeline, project }, body));
    out.value({ pipeline: args.PIPELINE, paused: false }, () => `${args.PIPELINE} is resumed`);
  },
});
