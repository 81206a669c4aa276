// `trunkline hold`: a run, one task of it, or a task in all runs of a pipeline does not start, or is passed over. Or a
// project stays at a revision.

import { holdModes } from "#core/run.ts";
import { defineCommand } from "./command.ts";
import { CommandError } from "./exit.ts";
import { holdOptions } from "./hold-options.ts";
import { manyOptions } from "./many-options.ts";

export const command = defineCommand({
  description:
    "A task that is held blocks what follows it. `ice` passes it over instead, and what follows goes on as if it had\n" +
    "succeeded; `noexec` has it succeed, with all that comes of that, without executing it.",
  arguments: {
    SUBJECT: {
      description: "a run's id, or a pipeline: NAME or PROJECT/NAME; left out with --where",
    },
    TASK: { description: "a task by its declared name, or an instance of it such as load[eu]" },
  },
  options: {
    ...holdOptions,
    mode: {
      type: "string",
      value: "MODE",
      choices: holdModes,
      default: "hold",
      description: "hold, ice or noexec; without TASK for all tasks",
    },
    project: {
      type: "string",
      value: "NAME",
      description:
        "instead of a subject: stay at a revision of this project while its branch goes on",
    },
    at: {
      type: "string",
      value: "REV",
      description: "with --project: at which commit; default: at what is deployed",
    },
    ...manyOptions,
  },
  examples: [
    { command: "trunkline hold 12", description: "nothing more of run 12 starts" },
    {
      command:
        'trunkline hold daily-revenue load --mode ice --until 2026-11-24T06:00Z --reason "host is down"',
      description: "pass a task over in all runs until tomorrow",
    },
    {
      command: "trunkline hold shop/close --mode ice",
      description: "pass all of a pipeline over; its followers go on",
    },
    {
      command: 'trunkline hold --project finance --reason "month end" --until 2026-12-02T06:00Z',
      description: "nothing that is merged is deployed until then",
    },
    {
      command: 'trunkline hold --project finance --at 4f1c0a2 --reason "figures are wrong"',
      description: "deploy an older revision and stay there",
    },
    {
      command: "trunkline hold load --where \"state == 'running' && 'gold' in tags.tier\"",
      description: "load in many runs, after showing the list",
    },
  ],
  exits: ["failed", "usage", "refused"],
  async run(input) {
    const { args, options, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const { endOf, placed, subjectOf, untilText } = await import("./hold-options.ts");
    const { actOnMany, runAndWord } = await import("./many-runs.ts");
    const { mode } = options;
    if (options.project !== undefined) {
      if ((args.SUBJECT ?? options.where) !== undefined || mode !== "hold")
        throw new CommandError(
          "usage",
          "--project takes no subject, no --where and no --mode",
          "hold a project or something of it",
        );
      const { holdProject } = await import("./hold-project.ts");
      return holdProject(input, options.project, options);
    }
    if (options.at !== undefined)
      throw new CommandError("usage", "--at belongs to --project", "name the project");
    const { id, word: task } = runAndWord(args.SUBJECT, args.TASK, options.where);
    const { reason } = options;
    const body = {
      mode,
      ...endOf(options),
      ...(task === undefined ? {} : { task }),
      ...(reason === undefined ? {} : { reason }),
    };
    if (id === null)
      return actOnMany(
        input,
        `hold ${task ?? "all"} of`,
        async (api, run) => {
          await api.hold({ run: run.id }, body);
          return run;
        },
        // Of what has ended nothing is left to hold.
        { keep: (run) => run.finishedAt === null },
      );
    const subject = subjectOf(id);
    if (!("run" in subject) && task === undefined && mode === "hold")
      throw new CommandError(
        "usage",
        "a task of the pipeline is missing",
        `to hold all of it: trunkline pause ${id}`,
      );
    const holds = await withServer(input, signal, (api) => api.hold(subject, body));
    const hold = placed(holds, subject, task ?? null);
    const whole = "run" in subject ? `Run ${id}` : id;
    const what = task === undefined ? whole : `${task} of ${id}`;
    out.value(hold, () => `${what} is ${words[mode]}${untilText(hold)}`);
    return "ok";
  },
});

const words = { hold: "held", ice: "on ice", noexec: "not executed" } as const;
