// `trunkline force`: opens chosen gates of a waiting task, in one run, with a reason.

import { ignorable } from "#core/override/ignore.ts";
import { actOptions, defineCommand } from "./command.ts";
import { CommandError } from "./exit.ts";
import { manyOptions } from "./many-options.ts";

export const command = defineCommand({
  description:
    "The task starts without waiting for what is ignored; everything else still counts. Without TASK it is what holds a run\n" +
    "back that has not started, and a pause for all its tasks. Needs are never ignored (`trunkline mark` says what became of one), nor are approvals.\n" +
    "It is for this run only, and listed by `trunkline overrides` until somebody has reviewed it.",
  arguments: {
    RUN: { description: "the run's id; left out with --where" },
    TASK: { description: "the task, or all of a matrix" },
  },
  options: {
    ...actOptions,
    ignore: {
      type: "list",
      value: "WHAT",
      description: `${ignorable.join(", ")}; condition:NAME and pool:NAME are one of them; several by commas`,
    },
    reason: { type: "string", value: "TEXT", description: "kept with the run; needed" },
    ...manyOptions,
  },
  examples: [
    {
      command:
        'trunkline force 12 load --ignore time,condition:LEDGER-OPEN --reason "file is here"',
      description: "start load now",
    },
    {
      command: 'trunkline force 12 --ignore blackout --reason "agreed with the desk"',
      description: "let a run start that a blackout keeps",
    },
    {
      command: 'trunkline force 12 --ignore hold --reason "needed tonight"',
      description: "one run of a paused pipeline, with all its tasks",
    },
    {
      command: "trunkline force load --where \"state == 'running'\" --ignore time --reason late",
      description: "in many runs, after showing the list",
    },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, options, out, signal } = input;
    const { actOnMany, runAndWord } = await import("./many-runs.ts");
    const { reason, where } = options;
    const ignore = options.ignore.flatMap((text) => text.split(",")).filter((text) => text !== "");
    const { id, word: task } = runAndWord(args.RUN, args.TASK, where);
    if (ignore.length === 0 || !reason)
      throw new CommandError(
        "usage",
        `an act by force needs ${ignore.length === 0 ? "--ignore" : "--reason"}`,
        'such as: trunkline force 12 load --ignore time --reason "file is here"',
      );
    const body = { ignore, reason, ...(task === undefined ? {} : { task }) };
    const what = `${task === undefined ? "" : `${task}: `}${ignore.join(", ")} ignored`;
    if (id === null)
      return actOnMany(input, `force ${task ?? "the start"} in`, (api, run) =>
        api.force(run.id, body),
      );
    const { withServer } = await import("./connect.ts");
    const run = await withServer(input, signal, (api) => api.force(id, body));
    out.value(run, () => `Run ${run.id} of ${run.project}/${run.pipeline}: ${what}`);
    return "ok";
  },
});
