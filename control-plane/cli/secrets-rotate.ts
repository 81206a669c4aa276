// `trunkline secrets rotate`: encrypts all values of an environment anew, for its recipients as they are now.

import { defineCommand } from "./command.ts";
import { identityOption, secretsOptions } from "./secrets-options.ts";

export const command = defineCommand({
  description:
    "For when recipients came or went. Whoever went still has the values that Git's history holds: change those at the systems\n" +
    "they are for, with `trunkline secrets set`.",
  arguments: {},
  options: { ...secretsOptions, ...identityOption },
  examples: [
    {
      command: "trunkline secrets rotate --environment prod --identity ~/.age/key",
      description: "after a change of the recipients",
    },
  ],
  exits: ["failed"],
  async run({ options, out, env, cwd }) {
    const { identitiesOf, openedValue, openSecretsFiles, putValues } = await import(
      "./secrets-files.ts"
    );
    const files = openSecretsFiles(cwd, options);
    const identities = await identitiesOf(options.identity, env, cwd);
    const plain = new Map<string, string>();
    for (const name of files.values.keys())
      plain.set(name, await openedValue(files, name, identities));
    if (plain.size > 0) await putValues(files, plain);
    const { environment, file, recipients } = files;
    const result = { environment, file, secrets: plain.size, recipients: recipients.length };
    out.value(result, () => `~ ${file}: ${plain.size} secrets for ${recipients.length} recipients`);
    return undefined;
  },
});
