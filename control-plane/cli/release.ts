// `trunkline release`: the end of a hold; what it kept starts if its conditions hold. Or of a whole restored database.

import type { HoldView } from "#api/client.ts";
import { defineCommand } from "./command.ts";
import { CommandError } from "./exit.ts";
import { reasonOption } from "./hold-options.ts";
import { manyOptions } from "./many-options.ts";

export const command = defineCommand({
  arguments: {
    SUBJECT: {
      description: "a run's id, or a pipeline: NAME or PROJECT/NAME; left out with --where",
    },
    TASK: { description: "the task, where one was held" },
  },
  options: {
    ...reasonOption,
    restored: {
      type: "boolean",
      description: "instead of a subject: the database, which was restored from a backup",
    },
    project: {
      type: "string",
      value: "NAME",
      description: "instead of a subject: this project follows its branch again",
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
    ...manyOptions,
  },
  examples: [
    { command: "trunkline release 12 load", description: "lets task load of run 12 start" },
    {
      command: "trunkline release --where \"project == 'retail'\"",
      description: "all runs of it that are held, after showing the list",
    },
    {
      command: "trunkline release --project finance",
      description: "deploy what was merged meanwhile",
    },
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
    const { actOnMany, runAndWord } = await import("./many-runs.ts");
    const { reason, unfinished, dueFrom, where } = options;
    if (options.project !== undefined) {
      if ((args.SUBJECT ?? where) !== undefined || options.restored)
        throw new CommandError("usage", "--project takes no subject", "leave one of them out");
      const { releaseProject } = await import("./hold-project.ts");
      return releaseProject(input, options.project, reason);
    }
    if (options.restored) {
      if ((args.SUBJECT ?? where) !== undefined || reason === undefined)
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
      return "ok";
    }
    if ((args.SUBJECT ?? where) === undefined || unfinished !== undefined || dueFrom !== undefined)
      throw new CommandError(
        "usage",
        "name what to release",
        "a run, a pipeline, several runs by --where, or --restored",
      );
    const { id, word: task } = runAndWord(args.SUBJECT, args.TASK, where);
    const body = {
      ...(task === undefined ? {} : { task }),
      ...(reason === undefined ? {} : { reason }),
    };
    if (id === null)
      return actOnMany(
        input,
        `release ${task ?? "all"} of`,
        async (api, run) => {
          await api.release({ run: run.id }, body);
          return run;
        },
        { ids: async (api) => heldRuns(await api.holds({}), task ?? null) },
      );
    await withServer(input, signal, (api) => api.release(subjectOf(id), body));
    const what = task === undefined ? id : `${task} of ${id}`;
    out.value({ subject: id, task: task ?? null, held: false }, () => `${what} is released`);
    return "ok";
  },
});

/** A release is of what was held so: of the whole run, or of the task by the name it was given. */
const heldRuns = (holds: readonly HoldView[], task: string | null): ReadonlySet<string> =>
  new Set(holds.flatMap((one) => (one.run !== null && one.task === task ? [one.run] : [])));
