// `trunkline restore`: a backup becomes a state folder; whatever is started there waits for its release.

import path from "node:path";
import { defineCommand } from "./command.ts";
import { stateOption } from "./server-options.ts";

export const command = defineCommand({
  description:
    "Servers and workers that are started there start nothing until a person says `trunkline release --restored`: the original may still be " +
    "at work, or have gone on after the backup.",
  arguments: {
    BACKUP: { required: true, description: "a folder that `trunkline backup` made; it stays" },
  },
  options: { state: stateOption },
  examples: [
    {
      command: "trunkline restore /backups/2026-11-26 --state /srv/trunkline",
      description: "then `trunkline up … --state /srv/trunkline`",
    },
  ],
  exits: ["failed", "refused"],
  async run({ args, options, out, cwd }) {
    const { makeStateFolder } = await import("./make-state-folder.ts");
    const { restore } = await import("#store/embedded/restore.ts");
    const stateDir = await makeStateFolder(cwd, options.state);
    restore({ backup: path.resolve(cwd, args.BACKUP), stateDir });
    out.value({ state: stateDir }, () => `Restored into ${stateDir}`);
  },
});
