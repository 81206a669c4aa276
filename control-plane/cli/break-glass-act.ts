// `trunkline break-glass approve`, `end` and `patch`: agree to a change, end it, or make it permanent.

import { actOptions, connectionOptions, defineCommand } from "./command.ts";
import { CommandError } from "./exit.ts";
import { reasonOption } from "./hold-options.ts";

const pipeline = {
  PIPELINE: { required: true, description: "its name, or PROJECT/NAME" },
} as const;

export const approve = defineCommand({
  description:
    "Puts it in force: new runs go by it. Whoever proposed it can't; until there are accounts, who somebody is is what they\n" +
    "say (--actor).",
  arguments: pipeline,
  options: actOptions,
  examples: [
    { command: "trunkline break-glass approve daily-revenue", description: "as a second person" },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, out, signal } = input;
    const { splitName, withServer } = await import("./connect.ts");
    const { shownInstant } = await import("./instant.ts");
    const { name, project } = splitName(args.PIPELINE);
    const now = await withServer(input, signal, (api) => api.approveBreakGlass(name, project));
    out.value(
      now,
      () => `In force until ${shownInstant(now.until)}: ${now.project}/${now.pipeline}`,
    );
  },
});

export const end = defineCommand({
  description:
    "The deployed pipeline counts again, at once; a proposal is taken back. One person is enough.",
  arguments: pipeline,
  options: reasonOption,
  examples: [{ command: "trunkline break-glass end daily-revenue", description: "it is over" }],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, options, out, signal } = input;
    const { splitName, withServer } = await import("./connect.ts");
    const { name, project } = splitName(args.PIPELINE);
    const body = options.reason === undefined ? {} : { reason: options.reason };
    const now = await withServer(input, signal, (api) => api.endBreakGlass(name, body, project));
    out.value(now, () => `Break-glass ${now.id} of ${now.project}/${now.pipeline} is over`);
  },
});

export const patch = defineCommand({
  description:
    "Prints the change of its files, for `git apply` in a checkout of the repository's root.",
  arguments: pipeline,
  options: connectionOptions,
  examples: [
    {
      command: "trunkline break-glass patch daily-revenue > fix.patch",
      description: "to commit what stands by break-glass",
    },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, out, signal } = input;
    const { splitName, withServer } = await import("./connect.ts");
    const { name, project } = splitName(args.PIPELINE);
    const [found] = await withServer(input, signal, (api) =>
      api.breakGlass({ pipeline: name, ...(project === undefined ? {} : { project }) }),
    );
    if (!found)
      throw new CommandError(
        "failed",
        `nothing of ${args.PIPELINE} stands, or is proposed, by break-glass`,
      );
    out.json({ patch: found.patch });
    out.raw(found.patch);
  },
});
