// The files of `trunkline secrets`: a project's encrypted values of one environment, for whom they are, and the key that opens them.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { environmentOf, readRecipients, recipientsFiles, secretsFile } from "#core/age/age-file.ts";
import { isSecretName } from "#core/secret-name.ts";
import {
  ageKeyFileVariable,
  ageKeyVariable,
  decryptWith,
  encryptFor,
  readIdentities,
  readIdentityFile,
} from "#secrets/age.ts";
import { changedSecretsFile, readSecretsFile } from "#secrets/age-file.ts";
import { SecretFault } from "#secrets/provider.ts";
import { CommandError } from "./exit.ts";
import { projectRoot } from "./project-root.ts";
import { replaceFile } from "./replace-file.ts";

export interface SecretsFiles {
  environment: string;
  /** From the project's root. */
  file: string;
  text: string;
  /** Armoured, by name. */
  values: Map<string, string>;
  /** Where recipients are, or would be. */
  recipientsFile: string;
  recipientsText: string;
  recipients: string[];
  /** Writes a file of the project, at once or not at all. */
  write(file: string, text: string): Promise<void>;
}

/** @throws CommandError when it isn't clear which environment is meant, and for a file that is none */
export function openSecretsFiles(
  cwd: string,
  options: { dir: string; environment?: string | undefined },
): SecretsFiles {
  const root = projectRoot(cwd, options.dir);
  const environment = options.environment ?? onlyEnvironment(root);
  const file = secretsFile(environment);
  if (environmentOf(file) === null)
    throw new CommandError(
      "usage",
      `"${environment}" is no environment`,
      "write it as its registration does: prod",
    );
  const textOf = (name: string) => {
    const full = path.join(root, name);
    return existsSync(full) ? readFileSync(full, "utf8") : "";
  };
  const [own = "", shared = ""] = recipientsFiles(environment);
  const recipientsFile = existsSync(path.join(root, own)) ? own : shared;
  const recipientsText = textOf(recipientsFile);
  const text = textOf(file);
  return {
    ...{ environment, file, text, recipientsFile, recipientsText },
    values: orFail(() => readSecretsFile(file, text)),
    recipients: readRecipients(recipientsText),
    async write(name, content) {
      const full = path.join(root, name);
      await mkdir(path.dirname(full), { recursive: true });
      replaceFile(full, content);
    },
  };
}

function onlyEnvironment(root: string): string {
  const folder = path.join(root, "secrets");
  const files = existsSync(folder) ? readdirSync(folder) : [];
  const found = files.flatMap((name) => environmentOf(`secrets/${name}`) ?? []);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  throw new CommandError(
    "usage",
    found.length === 0
      ? "no environment has values in secrets/ yet"
      : `several environments have values in secrets/: ${found.sort().join(", ")}`,
    "name one: --environment prod",
  );
}

/** @throws CommandError for what no secret can be called */
export function checkedName(name: string): string {
  if (isSecretName(name)) return name;
  throw new CommandError(
    "usage",
    "that is no name of a secret",
    "lower-case words joined by -, in folders: finance/warehouse-token. A value is never given as an argument, where others see it.",
  );
}

/** Encrypts values and writes the file. @throws CommandError without recipients */
export async function putValues(
  files: SecretsFiles,
  plain: ReadonlyMap<string, string>,
): Promise<void> {
  if (files.recipients.length === 0)
    throw new CommandError(
      "failed",
      `nobody could open it: there are no recipients in ${recipientsFiles(files.environment).join(" or ")}`,
      "make the worker's key with `trunkline secrets recipients --generate FILE`, or add yours with --add age1…",
    );
  const armored = new Map<string, string>();
  for (const [name, value] of plain)
    armored.set(name, await orFailAsync(encryptFor(files.recipients, value)));
  await files.write(files.file, changedSecretsFile(files.text, armored));
}

/** A value in clear. @throws CommandError when the identity does not open it */
export async function openedValue(
  files: SecretsFiles,
  name: string,
  identities: readonly string[],
): Promise<string> {
  const armored = files.values.get(name) ?? "";
  const opened = await orFailAsync(decryptWith(identities, armored));
  if (opened !== null) return new TextDecoder().decode(opened);
  throw new CommandError(
    "failed",
    `"${name}" in ${files.file} is not encrypted for your key`,
    "have somebody whose key is among its recipients add yours, and `trunkline secrets rotate`",
  );
}

/** @throws CommandError when none is named, or it is none */
export async function identitiesOf(
  file: string | undefined,
  env: NodeJS.ProcessEnv,
  cwd: string,
): Promise<string[]> {
  const key = env[ageKeyVariable];
  if (file !== undefined) return orFailAsync(readIdentityFile(path.resolve(cwd, file)));
  if (key) return orFailAsync(readIdentities(key, ageKeyVariable));
  throw new CommandError(
    "usage",
    "what is there can't be opened without a key",
    `name yours: --identity FILE, or ${ageKeyFileVariable}`,
  );
}

function orFail<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asFailure(error);
  }
}

async function orFailAsync<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw asFailure(error);
  });
}

const asFailure = (error: unknown): unknown =>
  error instanceof SecretFault ? new CommandError("failed", error.message, null, error) : error;
