// `trunkline override`: gives one run other values, for what of it has not started.

import { actOptions, defineCommand } from "./command.ts";
import { CommandError } from "./exit.ts";
import { manyOptions } from "./many-options.ts";
import { valueOptions } from "./set-values.ts";

export const command = defineCommand({
  description:
    "Parameters, variables of commands and where tasks run, in this run only: definitions stay as they are, and a rerun has\n" +
    "none of it. Tasks that have started keep what they had. Values are texts that everybody may read: a secret can't be\n" +
    "given. It is listed by `trunkline overrides` until somebody has reviewed it.",
  arguments: { RUN: { description: "the run's id; left out with --where" } },
  options: {
    ...actOptions,
    ...valueOptions,
    task: { type: "string", value: "TASK", description: "only this task, or all of a matrix" },
    reason: { type: "string", value: "TEXT", description: "kept with the run; needed" },
    ...manyOptions,
  },
  examples: [
    {
      command: 'trunkline override 12 --runs-on host:etl02 --reason "etl01 is down"',
      description: "what of run 12 has not started runs elsewhere",
    },
    {
      command: 'trunkline override 12 --task load --set env.LEVEL=debug --reason "ticket 4711"',
      description: "a variable for one task",
    },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, options, out, signal } = input;
    const { actOnMany, oneOrMany } = await import("./many-runs.ts");
    const { valuesOf } = await import("./set-values.ts");
    const { reason, task, where } = options;
    const values = valuesOf(options);
    const id = oneOrMany(args.RUN, where);
    if (Object.keys(values).length === 0 || !reason)
      throw new CommandError(
        "usage",
        `an override needs ${reason ? "--set or --runs-on" : "--reason"}`,
        'such as: trunkline override 12 --set env.LEVEL=debug --reason "ticket 4711"',
      );
    const body = { ...values, reason, ...(task === undefined ? {} : { task }) };
    if (id === null) return actOnMany(input, "override", (api, run) => api.override(run.id, body));
    const { withServer } = await import("./connect.ts");
    const run = await withServer(input, signal, (api) => api.override(id, body));
    const what = run.overrides.slice(-1)[0]?.what ?? "";
    out.value(run, () => `Run ${run.id} of ${run.project}/${run.pipeline}: ${what}`);
    return "ok";
  },
});
