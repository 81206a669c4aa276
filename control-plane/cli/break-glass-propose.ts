// `trunkline break-glass propose`: a change of a deployed pipeline for a time, which another person has to agree to.

import { flowValue } from "#core/spec-edit.ts";
import { defineCommand } from "./command.ts";
import { CommandError } from "./exit.ts";
import { holdOptions } from "./hold-options.ts";

export const command = defineCommand({
  description:
    "For when a merge would take too long. Nothing happens until another person agrees with `trunkline break-glass approve`;\n" +
    "then new runs go by the changed pipeline until the time is over, and a merge that touches the pipeline ends it before.\n" +
    "Owner, tags and the name can't be changed so, nor may it widen what a task may use: secrets, users, hosts, workers, pools.",
  arguments: { PIPELINE: { required: true, description: "its name, or PROJECT/NAME" } },
  options: {
    ...holdOptions,
    set: {
      type: "list",
      value: "PATH=VALUE",
      description: "a value in the words of the spec, such as tasks.load.timeout=2h",
    },
  },
  examples: [
    {
      command:
        'trunkline break-glass propose daily-revenue --set tasks.load.timeout=2h --for 6h --reason "the warehouse is slow"',
      description: "more time for tonight",
    },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, options, out, signal } = input;
    const { splitName, withServer } = await import("./connect.ts");
    const { endOf } = await import("./hold-options.ts");
    const { shownInstant } = await import("./instant.ts");
    const { reason } = options;
    const { until } = endOf(options);
    if (until == null)
      throw new CommandError(
        "usage",
        "it says no end",
        "--until INSTANT or --for 6h: at most 14 days",
      );
    if (reason === undefined)
      throw new CommandError("usage", "--reason is missing", "say why it can't wait for a merge");
    const { name, project } = splitName(args.PIPELINE);
    const body = { set: options.set.map(editOf), reason, until };
    const made = await withServer(input, signal, (api) =>
      api.proposeBreakGlass(name, body, project),
    );
    out.value(
      made,
      () =>
        `Break-glass ${made.id} of ${made.project}/${made.pipeline} is proposed, until ${shownInstant(made.until)}.\n` +
        `Another person: trunkline break-glass approve ${made.project}/${made.pipeline}\n\n` +
        `What would make it permanent:\n\n${made.patch.trimEnd()}`,
    );
  },
});

function editOf(text: string): { path: string; value: unknown } {
  const at = text.indexOf("=");
  const found = at > 0 ? flowValue(text.slice(at + 1)) : null;
  if (found === null)
    throw new CommandError(
      "usage",
      `--set '${text}' is no PATH=VALUE`,
      "such as tasks.load.timeout=2h",
    );
  return { path: text.slice(0, at), value: found.value };
}
