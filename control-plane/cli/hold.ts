// `trunkline hold`: a run, one task of it, or a task in all runs of a pipeline does not start, or is passed over.

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
    const { id, word: task } = runAndWord(args.SUBJECT, args.TASK, options.where);
    const { reason, mode } = options;
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
