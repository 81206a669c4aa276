// The names under which a secret is found: in the specs, in a task's environment.

/** `finance/warehouse-token` is `WAREHOUSE_TOKEN` in the environment of a command that may read it. */
export const secretVariable = (name: string): string =>
  name
    .slice(name.lastIndexOf("/") + 1)
    .replaceAll("-", "_")
    .toUpperCase();
