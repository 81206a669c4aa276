// The names under which a secret is found: in the specs, in a task's environment.

/** As `secretName` of the schemas, which bounds its length too. */
export const isSecretName = (text: string): boolean =>
  text.length <= 100 &&
  /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*(?:\/[a-z][a-z0-9]*(?:-[a-z0-9]+)*)*$/.test(text);

/** `finance/warehouse-token` is `WAREHOUSE_TOKEN` in the environment of a command that may read it. */
export const secretVariable = (name: string): string =>
  name
    .slice(name.lastIndexOf("/") + 1)
    .replaceAll("-", "_")
    .toUpperCase();
