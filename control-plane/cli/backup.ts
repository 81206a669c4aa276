// `trunkline backup`: a copy of the embedded Postgres, online.

import path from "node:path";
import { defineCommand } from "./command.ts";
import { CommandError } from "./exit.ts";
import { stateOption } from "./server-options.ts";

export const command = defineCommand({
  description:
    "The engine goes on meanwhile. DIR then has all that was committed at its end, and the database's password: keep it as safe as the " +
    "data. A Postgres of your own is backed up by its own means; docs/backup.md has the commands.",
  arguments: {
    DIR: { required: true, description: "a folder to be made" },
  },
  options: { state: stateOption },
  examples: [
    { command: "trunkline backup /backups/2026-11-26", description: "while `trunkline up` works" },
  ],
  exits: ["failed", "refused"],
  async run({ args, options, out, env, cwd }) {
    if (env.DATABASE_URL)
      throw new CommandError(
        "refused",
        "only the embedded Postgres is backed up by this command, and DATABASE_URL names another",
        "use pg_dump or pg_basebackup there, as docs/backup.md shows",
      );
    const { makeStateFolder } = await import("./make-state-folder.ts");
    const { backUp } = await import("#store/embedded/backup.ts");
    const target = path.resolve(cwd, args.DIR);
    const done = await backUp({
      stateDir: await makeStateFolder(cwd, options.state),
      target,
      onNotice: (message) => out.note(message),
    });
    const megabytes = Math.ceil(done.bytes / 1_000_000);
    out.value({ backup: target, ...done }, () => `Backed up ${megabytes} MB to ${target}`);
  },
});
