// `trunkline bridge script`: the script by which a task starts or awaits a job of AutoSys on a host of it.

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { defineCommand } from "./command.ts";

const script = fileURLToPath(new URL("../guard/trunkline-autosys", import.meta.url));

export const command = defineCommand({
  description:
    "A POSIX shell script, for a host that has sendevent and autorep. A task runs it there by `uses: ssh`. It starts the job once\n" +
    "for a business date and waits for its end, or only waits with --await. docs/migration/bridges.md says how.",
  arguments: {},
  options: {},
  examples: [
    {
      command: "trunkline bridge script > /usr/local/bin/trunkline-autosys",
      description: "puts it where tasks find it",
    },
  ],
  exits: [],
  async run({ out }): Promise<undefined> {
    out.raw(await readFile(script, "utf8"));
  },
});
