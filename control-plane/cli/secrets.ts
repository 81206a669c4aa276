// `trunkline secrets list`, which `trunkline secrets` alone is too: names that have a value in the project's files, never a value.

import { defineCommand } from "./command.ts";
import { secretsOptions } from "./secrets-options.ts";

export const command = defineCommand({
  description:
    "Values are encrypted by age in secrets/ENVIRONMENT.yaml, one by one; those of secrets/ENVIRONMENT.recipients (or\n" +
    "secrets/recipients, for all) can open them: the worker's key, and people's. The `age` tool reads and writes the same.\n" +
    "What is merged is what attempts that start from then on are given. Other providers: `trunkline worker --secrets FILE`.",
  arguments: {},
  options: secretsOptions,
  examples: [
    { command: "trunkline secrets list --environment prod", description: "names, and no values" },
  ],
  exits: ["failed"],
  async run({ options, out, cwd }) {
    const { openSecretsFiles } = await import("./secrets-files.ts");
    const { environment, file, values, recipients } = openSecretsFiles(cwd, options);
    out.list(
      [...values.keys()].sort().map((name) => ({ name, environment, file })),
      [
        { title: "SECRET", value: ({ name }) => name },
        { title: "ENVIRONMENT", value: (one) => one.environment },
        { title: "FILE", value: (one) => one.file },
      ],
    );
    const people = recipients.length === 1 ? "1 recipient" : `${recipients.length} recipients`;
    out.note(values.size === 0 ? `no secret has a value in ${file}` : `for ${people}`);
    return undefined;
  },
});
