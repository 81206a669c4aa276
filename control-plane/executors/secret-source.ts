// Where a worker finds the values of secrets that tasks name.

export interface SecretSource {
  /** The value; null when this worker has none of that name. */
  read(name: string): Promise<string | null>;
  /** Where a value would have to be, for messages. */
  place(name: string): string;
}

const prefix = "TRUNKLINE_SECRET_";

/**
 * Variables of the worker's environment: `finance/warehouse-token` is `TRUNKLINE_SECRET_FINANCE__WAREHOUSE_TOKEN`.
 * The prefix is the allowlist, nothing else of the environment is a secret. Folders count, and two names never share a
 * variable: a task with `hr/token` must not be given `finance/token`.
 */
export function environmentSecrets(
  environment: Readonly<Record<string, string | undefined>>,
): SecretSource {
  const variable = (name: string) =>
    prefix + name.replaceAll("/", "__").replaceAll("-", "_").toUpperCase();
  return {
    // Files that are read into a variable end with a line's end, which no password has.
    read: async (name) => environment[variable(name)]?.replace(/\r?\n$/, "") || null,
    place: (name) => `the variable ${variable(name)} of the worker`,
  };
}
