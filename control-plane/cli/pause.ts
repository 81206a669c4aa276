// `trunkline pause`: no run of a pipeline starts, and nothing of those under way.

import { defineCommand } from "./command.ts";
import { holdOptions } from "./hold-options.ts";
import { manyPipelinesOptions } from "./many-options.ts";

export const command = defineCommand({
  description:
    "Due times still become runs: they wait, and start with the end of the pause. Tasks that run already go on.",
  arguments: { PIPELINE: { description: "NAME or PROJECT/NAME; left out with --where" } },
  options: { ...holdOptions, ...manyPipelinesOptions },
  examples: [
    {
      command: 'trunkline pause daily-revenue --for 2h --reason "warehouse is being moved"',
      description: "for two hours",
    },
    {
      command: "trunkline pause --where \"owner == 'finance' && 'gold' in tags.tier\"",
      description: "many, after showing the list",
    },
  ],
  exits: ["failed", "usage", "refused"],
  async run(input) {
    const { args, options, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const { actOnPipelines, oneOrManyPipelines } = await import("./many-pipelines.ts");
    const { endOf, placed, untilText } = await import("./hold-options.ts");
    const subject = oneOrManyPipelines(args.PIPELINE, options.where);
    const { reason } = options;
    const body = { ...endOf(options), ...(reason === undefined ? {} : { reason }) };
    if (subject === null)
      return actOnPipelines(input, "pause", false, (api, one) => api.hold(one, body));
    const holds = await withServer(input, signal, (api) => api.hold(subject, body));
    const hold = placed(holds, subject, null);
    out.value(hold, () => `${args.PIPELINE} is paused${untilText(hold)}`);
    return "ok";
  },
});
