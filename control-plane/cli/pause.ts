// `trunkline pause`: no run of a pipeline starts, and nothing of those under way.

import { defineCommand } from "./command.ts";
import { holdOptions } from "./hold-options.ts";

export const command = defineCommand({
  description:
    "Due times still become runs: they wait, and start with the end of the pause. Tasks that run already go on.",
  arguments: { PIPELINE: { required: true, description: "NAME or PROJECT/NAME" } },
  options: holdOptions,
  examples: [
    {
      command: 'trunkline pause daily-revenue --for 2h --reason "warehouse is being moved"',
      description: "for two hours",
    },
  ],
  exits: ["failed", "usage", "refused"],
  async run(input) {
    const { args, options, out, signal } = input;
    const { splitName, withServer } = await import("./connect.ts");
    const { endOf, placed, untilText } = await import("./hold-options.ts");
    const { name: pipeline, project } = splitName(args.PIPELINE);
    const { reason } = options;
    const body = { ...endOf(options), ...(reason === undefined ? {} : { reason }) };
    const holds = await withServer(input, signal, (api) => api.hold({ pipeline, project }, body));
    const hold = placed(holds, { pipeline, project }, null);
    out.value(hold, () => `${args.PIPELINE} is paused${untilText(hold)}`);
  },
});
