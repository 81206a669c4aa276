// `trunkline pools return`: gives back what a failed task keeps for a rerun, by hand.

import { actOptions, defineCommand } from "./command.ts";

export const command = defineCommand({
  description:
    "A task with `keepOnFailure` keeps its units and locks until a rerun of it succeeds. This returns them without one.",
  arguments: { RUN: { required: true, description: "the run's id" } },
  options: {
    ...actOptions,
    task: { type: "string", value: "NAME", description: "only what this task keeps" },
    reason: { type: "string", value: "TEXT", description: "why, for the audit" },
  },
  examples: [
    {
      command: "trunkline pools return 12 --reason 'repaired by hand'",
      description: "let others go on",
    },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, options, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const { task, reason } = options;
    const { pools } = await withServer(input, signal, (api) =>
      api.returnKept(args.RUN, {
        ...(task === undefined ? {} : { task }),
        ...(reason === undefined ? {} : { reason }),
      }),
    );
    out.value({ run: args.RUN, pools }, () => `run ${args.RUN} returned ${pools.join(", ")}`);
  },
});
