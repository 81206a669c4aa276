// `trunkline overrides review`: somebody has looked at what was changed of a run.

import { actOptions, defineCommand } from "./command.ts";

export const command = defineCommand({
  arguments: { RUN: { required: true, description: "the run's id" } },
  options: actOptions,
  examples: [{ command: "trunkline overrides review 12", description: "take run 12 off the list" }],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const run = await withServer(input, signal, (api) => api.review(args.RUN));
    out.value(run, () => `Run ${run.id} of ${run.project}/${run.pipeline} is reviewed`);
  },
});
