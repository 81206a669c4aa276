// `trunkline release`: the end of a hold; what it kept starts if its conditions hold.

import { defineCommand } from "./command.ts";
import { reasonOption } from "./hold-options.ts";

export const command = defineCommand({
  arguments: {
    SUBJECT: { required: true, description: "a run's id, or a pipeline: NAME or PROJECT/NAME" },
    TASK: { description: "the task, where one was held" },
  },
  options: reasonOption,
  examples: [
    { command: "trunkline release 12 load", description: "lets task load of run 12 start" },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, options, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const { subjectOf } = await import("./hold-options.ts");
    const { TASK: task } = args;
    const { reason } = options;
    const body = {
      ...(task === undefined ? {} : { task }),
      ...(reason === undefined ? {} : { reason }),
    };
    await withServer(input, signal, (api) => api.release(subjectOf(args.SUBJECT), body));
    const what = task === undefined ? args.SUBJECT : `${task} of ${args.SUBJECT}`;
    out.value(
      { subject: args.SUBJECT, task: task ?? null, held: false },
      () => `${what} is released`,
    );
  },
});
