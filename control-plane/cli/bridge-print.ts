// `trunkline bridge print`: the line by which another scheduler's job raises an event, to be put where that job is.

import { type BridgeSystem, bridgeLine, bridgeSystems } from "#core/waves/bridge-line.ts";
import { defineCommand } from "./command.ts";

export const command = defineCommand({
  description:
    "Prints a command for a host that has curl and nothing of Trunkline. It carries the business date and may run twice: the\n" +
    "event is raised once for its name, date and ordinal. Put it last into the job's command, or into a job behind it. The file\n" +
    "of the token has the line `Authorization: Bearer TOKEN`, of a robot that may change events. docs/migration/bridges.md.",
  arguments: { NAME: { required: true, description: "the event's name" } },
  options: {
    for: {
      type: "string",
      value: "SYSTEM",
      choices: bridgeSystems,
      default: "control-m",
      description: "who runs the command",
    },
    ordinal: {
      type: "integer",
      value: "N",
      default: 1,
      range: [1, 1_000_000],
      description: "which time of the date it is",
    },
    url: {
      type: "string",
      value: "URL",
      default: "https://trunkline.example",
      description: "the server",
    },
    project: { type: "string", value: "NAME", default: "shop", description: "the project" },
    tokenFile: {
      type: "string",
      value: "FILE",
      default: "/etc/trunkline/header",
      description: "the token's file on that host",
    },
  },
  examples: [
    {
      command: "trunkline bridge print LEDGER-OPEN --for cron --project shop",
      description: "for a crontab",
    },
  ],
  exits: ["usage"],
  async run({ args, options, out }) {
    const { for: system, ordinal, url, project, tokenFile: headerFile } = options;
    const line = bridgeLine({
      ...{ event: args.NAME, ordinal, url, project, headerFile },
      system: system as BridgeSystem,
    });
    out.value({ line }, () => line);
  },
});
