// `trunkline guard-courier`: brings what guards without curl ask and report through a folder.

import { connectionOptions, defineCommand } from "./command.ts";
import type { Exit } from "./exit.ts";

export const command = defineCommand({
  description:
    "For hosts that reach no server themselves, or have no curl: their guards write what they ask and report into a folder that this\n" +
    "host sees, too (TRUNKLINE_GUARD_SPOOL), and find the answers there. It stays until it is stopped; one courier serves a folder.\n\n" +
    "Its token needs the scopes guard and readProject.",
  arguments: {},
  options: {
    ...connectionOptions,
    spool: { type: "string", value: "FOLDER", description: "the folder; made when missing" },
  },
  examples: [
    {
      command:
        "trunkline guard-courier --spool /nfs/trunkline-spool --url https://trunkline.example",
      description: "for all hosts that mount it",
    },
  ],
  exits: ["refused"],
  stopsItself: true,
  async run(input): Promise<Exit> {
    const { options, out, signal, cwd } = input;
    const { resolve } = await import("node:path");
    const { onceAMinute } = await import("#engine/once-a-minute.ts");
    const { findServer } = await import("./connect.ts");
    const { CommandError } = await import("./exit.ts");
    const { serveSpool } = await import("./guard-spool.ts");
    if (options.spool === undefined) throw new CommandError("usage", "--spool is missing");
    const server = await findServer(input);
    const folder = resolve(cwd, options.spool);
    out.text(`Brings what guards write into ${folder} to ${server.url}`);
    await serveSpool({ folder, server, onMessage: onceAMinute((text) => out.note(text)) }, signal);
    return "ok";
  },
});
