// `trunkline access grant`: asks for a right for a while, because of an incident or a change that is under way.

import { grantableActions } from "#core/access/grant.ts";
import { actOptions, defineCommand } from "./command.ts";
import { CommandError } from "./exit.ts";

export const command = defineCommand({
  description:
    "It gives nothing until another person agrees to it (`trunkline access approve`), and ends at its time, when somebody revokes it,\n" +
    "or when the ticket is closed: the server asks the ticket system. Each use is in the audit.",
  arguments: {
    ACTION: {
      required: true,
      variadic: true,
      description: `what is to be done: ${grantableActions.join(", ")}`,
    },
  },
  options: {
    ...actOptions,
    incident: {
      type: "string",
      value: "NUMBER",
      description: "the incident that it is because of",
    },
    ticket: { type: "string", value: "NUMBER", description: "or the change" },
    project: { type: "string", value: "NAME", description: "in this project" },
    pipeline: {
      type: "list",
      value: "NAME",
      description: "only this pipeline; `*` for any characters; default: the whole project",
    },
    tag: { type: "list", value: "KEY=VALUE", description: "only pipelines with this tag" },
    reason: { type: "string", value: "TEXT", description: "why" },
    for: {
      type: "string",
      value: "DURATION",
      default: "4h",
      description: "for how long; 7d at most",
    },
  },
  examples: [
    {
      command:
        "trunkline access grant cancel rerun --incident INC0012345 --project finance-prd --pipeline 'gl-*' --reason 'ledger is stuck' --for 2h",
      description: "two actions on some pipelines for two hours",
    },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, options, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const { incident, ticket, project, reason } = options;
    const number = incident ?? ticket;
    if (number === undefined || (incident !== undefined && ticket !== undefined))
      throw new CommandError("usage", "one of --incident and --ticket is needed");
    if (project === undefined || reason === undefined)
      throw new CommandError("usage", "--project and --reason are needed");
    const grant = await withServer(input, signal, (api) =>
      api.askGrant({
        kind: incident === undefined ? "ticket" : "incident",
        ...{ ticket: number, actions: args.ACTION, project, reason, for: options.for },
        ...{ pipelines: options.pipeline, tags: tagsOf(options.tag) },
      }),
    );
    out.value(grant, ({ id }) => `Grant ${id} waits for another person`);
    out.note(`\`trunkline access approve ${grant.id}\` by somebody else lets it hold.`);
  },
});

/** @throws CommandError `usage`. */
function tagsOf(words: readonly string[]): Record<string, string[]> {
  const tags: Record<string, string[]> = {};
  for (const word of words) {
    const [, key, value] = /^([^=]+)=(.+)$/.exec(word) ?? [];
    if (key === undefined || value === undefined)
      throw new CommandError("usage", `--tag '${word}' is no tag`, "such as domain=finance");
    tags[key] = [...(tags[key] ?? []), value];
  }
  return tags;
}
