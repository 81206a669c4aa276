// Secrets that are encrypted by age in the project's own repository: `secrets/ENVIRONMENT.yaml` of the deployed commit.

import { secretsFile } from "#core/age/age-file.ts";
import { decryptWith } from "../age.ts";
import { readSecretsFile } from "../age-file.ts";
import { SecretFault, type SecretProvider, type SecretQuestion, secretValue } from "../provider.ts";

/**
 * @param identitiesFor the worker's keys for a project's secrets; read when they are needed, so that a renewed file counts.
 * A key opens what was encrypted for it, whichever project has it: projects that must not share need keys of their own.
 */
export function ageSecrets(
  identitiesFor: (question: Pick<SecretQuestion, "project" | "environment">) => Promise<string[]>,
  name = "age",
): SecretProvider {
  return {
    name,
    async read(question) {
      const path = secretsFile(question.environment);
      const bytes = await question.deployed(path);
      if (bytes === null) return null;
      const armored = readSecretsFile(path, new TextDecoder().decode(bytes)).get(question.name);
      if (armored === undefined) return null;
      const identities = await identitiesFor(question);
      const opened = await decryptWith(identities, armored).catch((error: unknown) => {
        if (!(error instanceof SecretFault)) throw error;
        throw new SecretFault(`"${question.name}" in ${path} can't be opened. ${error.message}`);
      });
      if (opened === null)
        throw new SecretFault(
          `"${question.name}" in ${path} is not encrypted for this worker: add its recipient with \`trunkline secrets recipients --add\`, then \`trunkline secrets rotate --environment ${question.environment}\`, and merge that.`,
        );
      return secretValue(opened, `"${question.name}" in ${path}`);
    },
    place: ({ name: secret, environment }) =>
      `${secretsFile(environment)} of the project, by \`trunkline secrets set ${secret} --environment ${environment}\``,
  };
}
