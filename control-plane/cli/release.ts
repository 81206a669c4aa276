// `trunkline release`: the end of a hold; what it kept starts if its conditions hold. Or of a whole restored database.

import { defineCommand } from "./command.ts";
import { CommandError } from "./exit.ts";
import { reasonOption } from "./hold-options.ts";

export const command = defineCommand({
  arguments: {
    SUBJECT: { description: "a run's id, or a pipeline: NAME or PROJECT/NAME" },
    TASK: { description: "the task, where one was held" },
  },
  options: {
    ...reasonOption,
    restored: {
      type: "boolean",
      description: "instead of a subject: the database, which was restored from a backup",
    },
    unfinished: {
      type: "string",
      value: "HOW",
      choices: ["hold", "continue"],
      description:
        "with --restored: `hold` (default) holds runs that were under way and fails their running tasks, `continue` lets them go on",
    },
    dueFrom: {
      type: "string",
      value: "INSTANT",
      description:
        "with --restored: what was due before is passed over, and what came after goes by `missed`; default: now, with `continue` the time of the copy",
    },
  },
  examples: [
    { command: "trunkline release 12 load", description: "lets task load of run 12 start" },
    {
      command: 'trunkline release --restored --reason "the old host is gone"',
      description: "lets a restored copy work",
    },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, options, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const { subjectOf } = await import("./hold-options.ts");
    const { SUBJECT: subject, TASK: task } = args;
    const { reason, unfinished, dueFrom } = options;
    if (options.restored) {
      if (subject !== undefined || reason === undefined)
        throw new CommandError(
          "usage",
          "--restored takes a --reason and no subject",
          "say why the copy may work now",
        );
      const body = {
        reason,
        ...(unfinished === undefined ? {} : { unfinished }),
        ...(dueFrom === undefined ? {} : { dueFrom }),
      };
      const done = await withServer(input, signal, (api) => api.releaseRestored(body));
      out.value(
        done,
        () =>
          `The restored copy is released. Held runs: ${done.held}; tasks that have failed with an unknown outcome: ${done.failed}; due times passed over: ${done.passedOver}`,
      );
      return;
    }
    if (subject === undefined || unfinished !== undefined || dueFrom !== undefined)
      throw new CommandError("usage", "name what to release", "a run, a pipeline, or --restored");
    const body = {
      ...(task === undefined ? {} : { task }),
      ...(reason === undefined ? {} : { reason }),
    };
    await withServer(input, signal, (api) => api.release(subjectOf(subject), body));
    const what = task === undefined ? subject : `${task} of ${subject}`;
    out.value({ subject, task: task ?? null, held: false }, () => `${what} is released`);
  },
});
