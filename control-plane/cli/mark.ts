// `trunkline mark`: says what became of a task, with a reason.

import { markStates } from "#core/rerun.ts";
import { actOptions, defineCommand } from "./command.ts";
import { CommandError } from "./exit.ts";
import { manyOptions } from "./many-options.ts";

export const command = defineCommand({
  description:
    "A task that doesn't run gets the state, and what follows it is judged anew, as if it had ended so. Of a run that\n" +
    "has ended nothing changes; its next generation (`trunkline rerun`) goes by the mark.",
  arguments: {
    RUN: { description: "the run's id; left out with --where" },
    STATE: { description: `what the task counts as: ${markStates.join(", ")}` },
  },
  options: {
    ...actOptions,
    task: { type: "string", value: "TASK", description: "the task, or all of a matrix; needed" },
    reason: { type: "string", value: "TEXT", description: "kept with the mark; needed" },
    ...manyOptions,
  },
  examples: [
    {
      command: 'trunkline mark 12 succeeded --task load --reason "loaded by hand"',
      description: "what follows load goes on",
    },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, options, out, signal } = input;
    const { actOnMany, runAndWord } = await import("./many-runs.ts");
    const { task, reason, where } = options;
    const { id, word } = runAndWord(args.RUN, args.STATE, where);
    const state = markStates.find((each) => each === word);
    if (state === undefined)
      throw new CommandError(
        "usage",
        word === undefined ? "what does the task count as?" : `'${word}' is no state of a mark`,
        `one of: ${markStates.join(", ")}`,
      );
    if (task === undefined || !reason)
      throw new CommandError(
        "usage",
        `a mark needs ${task === undefined ? "--task" : "--reason"}`,
        'such as: trunkline mark 12 succeeded --task load --reason "loaded by hand"',
      );
    const body = { task, state, reason };
    if (id === null)
      return actOnMany(input, `mark ${task} as ${state} in`, (api, run) => api.mark(run.id, body));
    const { withServer } = await import("./connect.ts");
    const run = await withServer(input, signal, (api) => api.mark(id, body));
    out.value(
      run,
      () => `Run ${run.id} of ${run.project}/${run.pipeline}: ${task} counts as ${state}`,
    );
    if (run.finishedAt !== null && run.state !== "succeeded")
      out.note(`The run has ended; \`trunkline rerun ${run.id}\` goes on from there.`);
    return "ok";
  },
});
