// Secrets in variables of the worker's environment.

import { type SecretProvider, secretValue } from "../provider.ts";

export const secretPrefix = "TRUNKLINE_SECRET_";

/**
 * `finance/warehouse-token` is `TRUNKLINE_SECRET_FINANCE__WAREHOUSE_TOKEN`. The prefix is the allowlist, nothing else of
 * the environment is a secret. Folders count, and two names never share a variable: a task with `hr/token` must not be
 * given `finance/token`.
 */
export function environmentSecrets(
  environment: Readonly<Record<string, string | undefined>>,
  name = "environment",
): SecretProvider {
  const variable = (secret: string) =>
    secretPrefix + secret.replaceAll("/", "__").replaceAll("-", "_").toUpperCase();
  return {
    name,
    read: async ({ name: secret }) => {
      const value = environment[variable(secret)];
      return value === undefined
        ? null
        : secretValue(Buffer.from(value), `The variable ${variable(secret)}`);
    },
    place: ({ name: secret }) => `the variable ${variable(secret)} of the worker`,
  };
}
