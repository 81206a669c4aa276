// `trunkline secrets edit`: a value in an editor, in a file that only its user can read and that is gone afterwards.

import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { defineCommand } from "./command.ts";
import { CommandError } from "./exit.ts";
import { identityOption, secretsOptions } from "./secrets-options.ts";

/** In memory, where there is such a folder. */
const memory = "/dev/shm";

export const command = defineCommand({
  description:
    "Opens VISUAL or EDITOR on the value, and encrypts what it saves, if that is another one. A new value needs no key.",
  arguments: { NAME: { required: true, description: "the secret's name" } },
  options: { ...secretsOptions, ...identityOption },
  examples: [
    {
      command: "trunkline secrets edit finance/warehouse-token --identity ~/.age/key",
      description: "change it by hand",
    },
  ],
  exits: ["failed"],
  async run({ args, options, out, env, cwd }) {
    const { checkedName, identitiesOf, openedValue, openSecretsFiles, putValues } = await import(
      "./secrets-files.ts"
    );
    const name = checkedName(args.NAME);
    const files = openSecretsFiles(cwd, options);
    const before = files.values.has(name)
      ? await openedValue(files, name, await identitiesOf(options.identity, env, cwd))
      : "";
    const after = edited(before, env).replace(/\r?\n$/, "");
    const isSame = after === before.replace(/\r?\n$/, "");
    if (after === "")
      throw new CommandError("failed", "what was saved is empty: nothing is changed");
    if (!isSame) await putValues(files, new Map([[name, after]]));
    const { environment, file } = files;
    out.value({ name, environment, file, isChanged: !isSame }, () =>
      isSame ? `${name} is as it was` : `~ ${name} in ${file}`,
    );
    return undefined;
  },
});

function edited(value: string, env: NodeJS.ProcessEnv): string {
  const editor = env.VISUAL || env.EDITOR;
  if (!editor)
    throw new CommandError(
      "usage",
      "neither VISUAL nor EDITOR names an editor",
      "EDITOR=nano, or pipe the value into `trunkline secrets set`",
    );
  // Only its user may list it, and so find the file, and the copies that editors make beside it.
  const folder = mkdtempSync(path.join(existsSync(memory) ? memory : tmpdir(), "trunkline-"));
  const file = path.join(folder, "value");
  try {
    writeFileSync(file, value, { mode: 0o600 });
    // As git does it: the variable may have words of its own, the file is one more.
    const { status, error } = spawnSync("/bin/sh", ["-c", `${editor} "$1"`, "sh", file], {
      stdio: "inherit",
      env,
    });
    if (error || status !== 0)
      throw new CommandError("failed", "the editor ended with a fault: nothing is changed");
    return readFileSync(file, "utf8");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
