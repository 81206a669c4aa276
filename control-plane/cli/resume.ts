// `trunkline resume`: the end of a pause; what waited starts.

import { defineCommand } from "./command.ts";
import { reasonOption } from "./hold-options.ts";
import { manyPipelinesOptions } from "./many-options.ts";

export const command = defineCommand({
  arguments: { PIPELINE: { description: "NAME or PROJECT/NAME; left out with --where" } },
  options: { ...reasonOption, ...manyPipelinesOptions },
  examples: [
    { command: "trunkline resume daily-revenue", description: "lets its runs start" },
    {
      command: "trunkline resume --where \"owner == 'finance'\"",
      description: "all of its that are paused, after showing the list",
    },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, options, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const { actOnPipelines, oneOrManyPipelines } = await import("./many-pipelines.ts");
    const subject = oneOrManyPipelines(args.PIPELINE, options.where);
    const { reason } = options;
    const body = reason === undefined ? {} : { reason };
    if (subject === null)
      return actOnPipelines(input, "resume", true, (api, one) => api.release(one, body));
    await withServer(input, signal, (api) => api.release(subject, body));
    out.value({ pipeline: args.PIPELINE, paused: false }, () => `${args.PIPELINE} is resumed`);
    return "ok";
  },
});
