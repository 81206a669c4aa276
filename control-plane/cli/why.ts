// `trunkline why`: what a run, a task or a pipeline waits for, or what became of it.

import { connectionOptions, defineCommand } from "./command.ts";
import { CommandError } from "./exit.ts";

export const command = defineCommand({
  description:
    "Of a run, or one task of it, each gate with its truth, since when, and what would change it; those of a task that is still\n" +
    "behind what it needs are judged as of now. Of a pipeline what is due next; with --date why it\n" +
    "ran or not for that business date: its schedules' days, what was deployed then, pauses, blackouts, what was missed.",
  arguments: {
    SUBJECT: { required: true, description: "a run's id, or a pipeline: NAME or PROJECT/NAME" },
    TASK: {
      description:
        "of a run: only this task, by its declared name, or an instance such as load[eu]",
    },
  },
  options: {
    ...connectionOptions,
    date: {
      type: "string",
      value: "DATE",
      description: "of a pipeline: the business date that is asked about, past or to come",
    },
  },
  examples: [
    { command: "trunkline why 12", description: "why run 12 is as it is" },
    {
      command: "trunkline why 12 load",
      description: "which gates its task load has, and how each stands",
    },
    { command: "trunkline why daily-revenue", description: "why it runs, or doesn't" },
    {
      command: "trunkline why daily-revenue --date 2026-11-23",
      description: "why there was no run for that day",
    },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, options, out, signal } = input;
    const { splitName, withServer } = await import("./connect.ts");
    const { shownInstant } = await import("./instant.ts");
    const { name, project } = splitName(args.SUBJECT);
    const { TASK: task } = args;
    const isRun = /^\d+$/.test(args.SUBJECT);
    if (!isRun && task !== undefined)
      throw new CommandError(
        "usage",
        `"${args.SUBJECT}" is no run's id, and only a task of a run can be asked about`,
        "Name the run: `trunkline why 12 load`. `trunkline runs` lists them.",
      );
    const why = await withServer(input, signal, (api) =>
      isRun
        ? api.whyRun(args.SUBJECT, task === undefined ? {} : { task })
        : api.whyPipeline(name, project, options.date === undefined ? {} : { date: options.date }),
    );
    out.json(why);
    out.text(`${out.style("bold", why.subject)}: ${why.state}`);
    for (const { task, message, since, until, holds, change } of why.reasons) {
      const times = [
        since === null ? "" : `since ${shownInstant(since)}`,
        // What ends by itself is a due time or a retry: what is told is when it comes.
        until === null ? "" : `at ${shownInstant(until)}`,
      ].filter((part) => part !== "");
      const when = times.length === 0 ? "" : `  (${times.join(", ")})`;
      const mark = holds === null ? "" : holds ? "[x] " : "[ ] ";
      out.text(`  ${mark}${task === null ? "" : `${task}: `}${message}${when}`);
      if (change !== null) out.text(`      ${change}`);
    }
  },
});
