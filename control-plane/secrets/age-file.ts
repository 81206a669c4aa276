// `secrets/ENVIRONMENT.yaml` of a project: one value a name, each encrypted by age by itself, so that a merge shows which
// changed; and the files that say for whom they are encrypted.

import { isMap, isScalar, parseDocument, Scalar } from "yaml";
import { SecretFault } from "./provider.ts";

const armorBegins = "-----BEGIN AGE ENCRYPTED FILE-----";

export const secretsFile = (environment: string): string => `secrets/${environment}.yaml`;

/** Where recipients are, the nearer first: of one environment alone, or of all. */
export const recipientsFiles = (environment: string): string[] => [
  `secrets/${environment}.recipients`,
  "secrets/recipients",
];

/** `secrets/prod.yaml` is of `prod`; null for a path that is no such file. */
export const environmentOf = (path: string): string | null =>
  /^secrets\/([a-z0-9][a-z0-9_-]{0,62})\.yaml$/.exec(path)?.[1] ?? null;

const nameForm = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*(?:\/[a-z][a-z0-9]*(?:-[a-z0-9]+)*)*$/;

export const isSecretName = (name: string): boolean => name.length <= 100 && nameForm.test(name);

/**
 * Armoured values by name.
 * @throws SecretFault for a file that has anything else in it; without what it has
 */
export function readSecretsFile(path: string, text: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const { key, value, line } of entriesOf(path, text)) {
    const fault = (why: string) => new SecretFault(`${path}:${line} ${why}.`);
    if (!isSecretName(key)) throw fault("is no name of a secret, such as finance/warehouse-token");
    if (!value.trimStart().startsWith(armorBegins))
      throw fault(
        `has a value for "${key}" that is not encrypted by age: take it out of Git's history, choose another, and write it with \`trunkline secrets set ${key}\``,
      );
    values.set(key, value);
  }
  return values;
}

function entriesOf(path: string, text: string) {
  const document = parseDocument(text, {
    schema: "failsafe",
    uniqueKeys: true,
    prettyErrors: false,
  });
  const lineOf = (offset = 0) => text.slice(0, offset).split("\n").length;
  const [error] = document.errors;
  // Its message may have a part of the text in it.
  if (error)
    throw new SecretFault(`${path}:${lineOf(error.pos[0])} can't be read as YAML (${error.code}).`);
  if (document.contents === null) return [];
  if (!isMap(document.contents))
    throw new SecretFault(`${path}:1 has to have names of secrets and their values.`);
  return document.contents.items.map(({ key, value }) => {
    const line = lineOf((key as Scalar | null)?.range?.[0]);
    if (!isScalar(key) || !isScalar(value))
      throw new SecretFault(`${path}:${line} has to have one text for each name.`);
    return { key: String(key.value), value: String(value.value), line };
  });
}

/** The file with other values; what else is in it, such as comments, stays. Null removes a name. */
export function changedSecretsFile(
  text: string,
  changes: ReadonlyMap<string, string | null>,
): string {
  const document = parseDocument(text, { schema: "failsafe" });
  if (document.contents === null)
    document.contents = document.createNode({}) as unknown as typeof document.contents;
  for (const [name, armored] of changes) {
    if (armored === null) document.delete(name);
    else {
      const value = new Scalar(`${armored.trimEnd()}\n`);
      value.type = Scalar.BLOCK_LITERAL;
      document.set(name, value);
    }
  }
  if (isMap(document.contents)) {
    document.contents.flow = false;
    if (document.contents.items.length === 0) return "";
  }
  return document.toString({ lineWidth: 0 });
}

/** Of a file of recipients, as `age -R` reads it: one a line, `#` begins a comment. */
export const readRecipients = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
