// `trunkline secrets recipients`: for whom the values of an environment are encrypted.

import { writeFileSync } from "node:fs";
import path from "node:path";
import { defineCommand } from "./command.ts";
import { CommandError } from "./exit.ts";
import type { SecretsFiles } from "./secrets-files.ts";
import { secretsOptions } from "./secrets-options.ts";

export const command = defineCommand({
  description:
    "Lists, adds and removes recipients: in secrets/ENVIRONMENT.recipients, where there is that file or --own makes it, else\n" +
    "in secrets/recipients, which is for all environments. The values follow with `trunkline secrets rotate`.",
  arguments: {},
  options: {
    ...secretsOptions,
    add: {
      type: "list",
      value: "RECIPIENT",
      description: "such as age1…; what `age-keygen -y` prints",
    },
    remove: {
      type: "list",
      value: "RECIPIENT",
      description: "it opens nothing that is encrypted from now on",
    },
    generate: {
      type: "string",
      value: "FILE",
      description: "makes a key in that file, for a worker or a person, and adds its recipient",
    },
    own: { type: "boolean", description: "in a file of this environment alone" },
  },
  examples: [
    {
      command: "trunkline secrets recipients --environment prod --generate prod.key",
      description: "a key for the worker, which goes there and never into Git",
    },
    { command: "trunkline secrets recipients --environment prod", description: "list them" },
  ],
  exits: ["failed"],
  async run({ options, out, cwd }) {
    const { openSecretsFiles } = await import("./secrets-files.ts");
    const files = openSecretsFiles(cwd, options);
    const file = options.own ? `secrets/${files.environment}.recipients` : files.recipientsFile;
    const added = [...(options.add ?? [])];
    if (options.generate !== undefined)
      added.push(await generated(path.resolve(cwd, options.generate)));
    await checkRecipients(added);
    const removed = options.remove ?? [];
    const unknown = removed.find((one) => !files.recipients.includes(one));
    if (unknown !== undefined)
      throw new CommandError("failed", `${unknown} is no recipient in ${files.recipientsFile}`);
    const after = recipientsAfter(files, added, removed);
    const isChanged = added.length + removed.length > 0 || file !== files.recipientsFile;
    if (isChanged) await files.write(file, after.text);
    out.list(
      after.recipients.map((recipient) => ({ recipient, file })),
      [
        { title: "RECIPIENT", value: ({ recipient }) => recipient },
        { title: "FILE", value: (one) => one.file },
      ],
    );
    if (isChanged && files.values.size > 0)
      out.note(
        `the values follow with \`trunkline secrets rotate --environment ${files.environment}\``,
      );
    return undefined;
  },
});

/** Comments stay. */
function recipientsAfter(
  { recipientsText, recipients }: SecretsFiles,
  added: readonly string[],
  removed: readonly string[],
): { text: string; recipients: string[] } {
  const lines = recipientsText.split(/\r?\n/).filter((line) => !removed.includes(line.trim()));
  while (lines.at(-1) === "") lines.pop();
  const news = added.filter((one) => !recipients.includes(one));
  const kept = recipients.filter((one) => !removed.includes(one));
  return { text: `${[...lines, ...news].join("\n")}\n`, recipients: [...kept, ...news] };
}

async function checkRecipients(recipients: readonly string[]): Promise<void> {
  const { encryptFor } = await import("#secrets/age.ts");
  if (recipients.length > 0)
    await encryptFor(recipients, "").catch((error: Error) => {
      throw new CommandError("usage", error.message, null, error);
    });
}

async function generated(file: string): Promise<string> {
  const { newIdentity } = await import("#secrets/age.ts");
  const { text, recipient } = await newIdentity();
  try {
    writeFileSync(file, text, { mode: 0o600, flag: "wx" });
  } catch (error) {
    throw new CommandError(
      "failed",
      `${file} was not written: ${(error as NodeJS.ErrnoException).code}`,
      "name a file that does not exist yet",
      error,
    );
  }
  return recipient;
}
