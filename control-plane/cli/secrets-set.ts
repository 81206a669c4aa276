// `trunkline secrets set`: encrypts a value that comes on standard input.

import { defineCommand } from "./command.ts";
import { CommandError } from "./exit.ts";
import { secretsOptions } from "./secrets-options.ts";

export const command = defineCommand({
  description:
    "The value is what comes on standard input, without a line's end at its end. It needs no key: recipients are enough.\n" +
    "Look at the file, commit and merge it.",
  arguments: {
    NAME: { required: true, description: "the secret's name, such as finance/warehouse-token" },
  },
  options: secretsOptions,
  examples: [
    {
      command: "trunkline secrets set finance/warehouse-token --environment prod < token.txt",
      description: "give it this value, or another one",
    },
  ],
  exits: ["failed"],
  async run({ args, options, out, cwd }) {
    const { checkedName, openSecretsFiles, putValues } = await import("./secrets-files.ts");
    const name = checkedName(args.NAME);
    const files = openSecretsFiles(cwd, options);
    if (process.stdin.isTTY)
      throw new CommandError(
        "usage",
        "the value comes on standard input, and a terminal would show it",
        `pipe it in, or use \`trunkline secrets edit ${name}\``,
      );
    const { buffer } = await import("node:stream/consumers");
    const { largestSecret, SecretFault, secretValue } = await import("#secrets/provider.ts");
    let value: string | null;
    try {
      value = secretValue(await buffer(process.stdin), "The value");
    } catch (error) {
      if (!(error instanceof SecretFault)) throw error;
      throw new CommandError("failed", error.message, `at most ${largestSecret} bytes`, error);
    }
    if (value === null) throw new CommandError("usage", "nothing came on standard input");
    await putValues(files, new Map([[name, value]]));
    const known = files.values.has(name);
    out.value({ name, environment: files.environment, file: files.file }, () =>
      known ? `~ ${name} in ${files.file}` : `+ ${name} in ${files.file}`,
    );
    if (value.length < 4)
      out.note("values of less than 4 characters are not masked: take a longer one");
    return undefined;
  },
});
