// `trunkline logs`: what a run's tasks printed, as they printed it.

import type { RunView, TaskView } from "#api/client.ts";
import { isFinal } from "#core/run.ts";
import { didYouMean } from "#core/suggest.ts";
import { connectionOptions, defineCommand } from "./command.ts";
import { CommandError } from "./exit.ts";

export const command = defineCommand({
  description:
    "The output of one task is printed byte for byte; of several, each line stands behind its task's name, and bytes that\n" +
    "are no UTF-8 are replaced, as they are in JSON.",
  arguments: { RUN: { required: true, description: "the run's id" } },
  options: {
    ...connectionOptions,
    task: { type: "string", value: "NAME", description: "only of this task" },
    attempt: {
      type: "integer",
      value: "N",
      range: [1, 2_000_000_000],
      description: "only of this attempt, from 1",
    },
    follow: { type: "boolean", short: "f", description: "go on until the run has ended" },
  },
  examples: [
    { command: "trunkline logs 12 -f", description: "what the run prints, as it prints it" },
    { command: "trunkline logs 12 --task load > load.txt", description: "one task's bytes" },
  ],
  exits: ["failed", "refused", "interrupted"],
  async run(input) {
    const { args, options, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const { printOutput } = await import("./print-output.ts");
    const { task, attempt, follow } = options;
    await withServer(input, signal, async (api) => {
      const run = await api.run(args.RUN);
      const chosen = tasksOf(run, task);
      if (attempt !== undefined && !(follow && !isFinal(run.state)))
        refuseMissing(run, chosen, attempt);
      const query = {
        ...(task === undefined ? {} : { task }),
        ...(attempt === undefined ? {} : { attempt }),
        ...(follow ? { follow } : {}),
      };
      if (out.format === "text")
        return printOutput(
          api,
          { run: args.RUN, tasks: chosen.map(({ name }) => name), query },
          out,
        );
      for await (const chunk of api.logs(args.RUN, query)) {
        out.json(chunk);
        out.flush();
      }
    });
  },
});

/** @throws CommandError for a task that the run hasn't, and for one whose output is elsewhere. */
function tasksOf({ id, tasks }: RunView, task: string | undefined): TaskView[] {
  if (task === undefined) return tasks;
  const found = tasks.find(({ name }) => name === task);
  if (found) {
    refuseElsewhere(id, found);
    return [found];
  }
  const names = tasks.map(({ name }) => name);
  throw new CommandError(
    "failed",
    `run ${id} has no task '${task}'`,
    didYouMean(task, names) ?? null,
  );
}

/** Instances and runs that a task made print for it; nothing is printed under its own name. */
function refuseElsewhere(id: string, { name, instances, child }: TaskView): void {
  if (instances !== null)
    throw new CommandError(
      "failed",
      `task ${name} of run ${id} has ${instances.total} instances, which print for it`,
      `name one: --task '${name}[0]'; without --task all print`,
    );
  if (child !== null)
    throw new CommandError(
      "failed",
      `task ${name} of run ${id} made run ${child.run} of ${child.pipeline}, which prints for it`,
      `trunkline logs ${child.run}`,
    );
}

/** Nothing is printed of an attempt that printed nothing; one that never was is a mistake. */
function refuseMissing({ id }: RunView, tasks: readonly TaskView[], attempt: number): void {
  const newest = Math.max(0, ...tasks.map(({ attempts }) => attempts.at(-1)?.attempt ?? 0));
  if (attempt <= newest) return;
  const [only] = tasks;
  const who = tasks.length === 1 ? `task ${only?.name} of run ${id}` : `run ${id}`;
  const help = newest === 0 ? "nothing of it has started" : `the newest is ${newest}`;
  throw new CommandError("failed", `${who} has no attempt ${attempt}`, help);
}
