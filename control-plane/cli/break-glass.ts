// `trunkline break-glass`: what people changed of pipelines for a time without a commit.

import { connectionOptions, defineCommand } from "./command.ts";

export const command = defineCommand({
  description:
    "Lists what is proposed and in force; with --all what has ended, too. A project with one in force is OutOfSync: what runs is\n" +
    "not what its commit says.",
  arguments: { PIPELINE: { description: "only of this one, also as PROJECT/NAME" } },
  options: {
    ...connectionOptions,
    all: { type: "boolean", description: "those that have ended, too" },
  },
  examples: [{ command: "trunkline break-glass", description: "is anything not as in Git?" }],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, options, out, signal } = input;
    const { splitName, withServer } = await import("./connect.ts");
    const { shownInstant } = await import("./instant.ts");
    const { name, project } =
      args.PIPELINE === undefined
        ? {}
        : (splitName(args.PIPELINE) as { name?: string; project?: string });
    const found = await withServer(input, signal, (api) =>
      api.breakGlass({
        ...(name === undefined ? {} : { pipeline: name }),
        ...(project === undefined ? {} : { project }),
        ...(options.all ? { all: true } : {}),
      }),
    );
    out.list(found, [
      { title: "ID", value: ({ id }) => id },
      { title: "PIPELINE", value: (one) => `${one.project}/${one.pipeline}` },
      { title: "STATE", value: ({ state }) => state },
      {
        title: "SET",
        value: ({ set }) =>
          set.map(({ path, value }) => `${path}=${JSON.stringify(value)}`).join(" "),
      },
      { title: "UNTIL", value: ({ until }) => shownInstant(until) },
      { title: "BY", value: ({ proposedBy }) => proposedBy },
      { title: "APPROVED BY", value: ({ approvedBy }) => approvedBy ?? "" },
      { title: "REASON", value: ({ reason }) => reason },
    ]);
    if (found.length === 0) out.note("everything is as its commit has it");
  },
});
