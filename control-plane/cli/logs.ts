// `trunkline logs`: what a run's tasks printed, as they printed it.

import { connectionOptions, defineCommand } from "./command.ts";

export const command = defineCommand({
  description:
    "The output of one task is printed as it is; of several, each line stands behind its task's name.",
  arguments: { RUN: { required: true, description: "the run's id" } },
  options: {
    ...connectionOptions,
    task: { type: "string", value: "NAME", description: "only of this task" },
    attempt: { type: "integer", value: "N", description: "only of this attempt, from 1" },
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
    const { TaskOutput } = await import("./task-output.ts");
    const { task, attempt, follow } = options;
    await withServer(input, signal, async (api) => {
      const { tasks } = await api.run(args.RUN);
      const names = task === undefined ? tasks.map(({ name }) => name) : [task];
      const output = new TaskOutput(names, (text) => out.raw(text));
      const query = {
        ...(task === undefined ? {} : { task }),
        ...(attempt === undefined ? {} : { attempt }),
        ...(follow ? { follow } : {}),
      };
      for await (const chunk of api.logs(args.RUN, query)) {
        out.json(chunk);
        output.add(chunk.task, chunk.text);
        out.flush();
      }
      output.end();
    });
  },
});
