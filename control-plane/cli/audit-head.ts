// `trunkline audit head`: what to keep elsewhere, so that nobody can make another chain unnoticed.

import { connectionOptions, defineCommand } from "./command.ts";

export const command = defineCommand({
  description:
    "Prints `NUMBER:HASH` of the newest seal. Kept where the database's owner can't write (a ticket, another machine, paper), it\n" +
    "lets `trunkline audit verify --head` find a chain that was made anew as a whole.",
  arguments: {},
  options: { ...connectionOptions },
  examples: [
    {
      command: "trunkline audit head >> /mnt/elsewhere/audit-heads",
      description: "each day, from the cron of another machine",
    },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const found = await withServer(input, signal, (api) => api.auditHead());
    out.value(found, ({ head }) => head ?? "");
    if (found.head === null) out.note("nothing was sealed yet");
    return found.head === null ? "failed" : "ok";
  },
});
