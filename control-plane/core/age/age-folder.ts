// The `secrets/` of a project that keeps them encrypted in Git: what is wrong in its files, and which names it has.

import { matchesPattern } from "../ceilings/pattern.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { diagnosticEntry } from "../diagnostic-codes.ts";
import type { SecretRoute } from "../registration.ts";
import {
  environmentOf,
  isCutOff,
  isRecipientsFile,
  readAgeFile,
  readRecipients,
  recipientsFiles,
  secretsFile,
} from "./age-file.ts";

/** By its registration. */
export interface SecretPlaces {
  environment: string;
  routes: readonly SecretRoute[];
}

export interface AgeFolder {
  diagnostics: Diagnostic[];
  /** Names that a task may use, of its environment where that is known; null: a file that may have more can't be read. */
  names: ReadonlySet<string> | null;
  /** The registration has this name asked of `age` alone; false where another provider might have it. */
  isOnlyHere(name: string): boolean;
  /** The registration has it asked of others than `age`. */
  isElsewhere(name: string): boolean;
  /** Where such a name would have to be. */
  file: string;
}

/** The name of the provider; workers may call theirs otherwise, and then nothing is said. */
const provider = "age";

/** Null for a project that has nothing of it, and whose registration asks nothing of it. */
export function readAgeFolder(
  contents: ReadonlyMap<string, string | Uint8Array>,
  places: SecretPlaces | null,
): AgeFolder | null {
  const files = [...contents.keys()].filter((path) => environmentOf(path) !== null);
  const lists = [...contents.keys()].filter(isRecipientsFile);
  const routes = places?.routes ?? [];
  if (files.length === 0 && lists.length === 0 && !routes.some(({ from }) => isAlone(from)))
    return null;
  const textOf = (path: string) => {
    const content = contents.get(path) ?? "";
    return typeof content === "string" ? content : new TextDecoder().decode(content);
  };
  const diagnostics: Diagnostic[] = [];
  const names = new Set<string>();
  let isWhole = true;
  for (const path of files) {
    const { values, names: own, faults, isForeign } = readAgeFile(textOf(path));
    for (const { line, why, help, isInClear } of faults)
      diagnostics.push(
        finding(isInClear ? "secret-in-clear" : "secret-file", path, line, `the file ${why}`, help),
      );
    for (const [name, armored] of values)
      if (isCutOff(armored))
        diagnostics.push(
          finding("secret-file", path, 1, `the value of "${name}" is cut off`, setAgain(name)),
        );
    if (places === null || path === secretsFile(places.environment)) {
      for (const name of own ?? []) names.add(name);
      isWhole &&= own !== null;
    }
    const near = recipientsFiles(environmentOf(path) ?? "");
    if (!isForeign && values.size > 0 && !near.some((list) => contents.has(list)))
      diagnostics.push(
        finding("secret-recipients", path, 1, `there is neither ${near.join(" nor ")}`, addOne),
      );
  }
  for (const path of lists) diagnostics.push(...checkList(path, textOf(path)));
  const route = (name: string) =>
    routes.find((one) => one.names.some((pattern) => matchesPattern(name, pattern)));
  return {
    ...{ diagnostics, names: isWhole ? names : null },
    ...{ file: places ? secretsFile(places.environment) : "secrets/" },
    isOnlyHere: (name) => isAlone(route(name)?.from ?? []),
    isElsewhere: (name) => route(name)?.from.includes(provider) === false,
  };
}

const isAlone = (from: readonly string[]): boolean => from.length === 1 && from[0] === provider;

const setAgain = (name: string): string => `write it anew with \`trunkline secrets set ${name}\``;
const addOne = "add one: `trunkline secrets recipients --add age1…`";

/** Of a list of recipients: it has any, and no key that opens what is encrypted for them. */
function checkList(path: string, text: string): Diagnostic[] {
  const key = text.split("\n").findIndex((line) => line.includes("AGE-SECRET-KEY-"));
  if (key >= 0)
    return [
      finding(
        ...(["secret-in-clear", path, key + 1, "the file has a private key of age"] as const),
        "take it out of Git's history, make another, and rotate all values and what they are for",
      ),
    ];
  if (readRecipients(text).length > 0) return [];
  return [finding("secret-recipients", path, 1, "there is no recipient in the file", addOne)];
}

function finding(
  code: "secret-in-clear" | "secret-file" | "secret-recipients",
  file: string,
  line: number,
  message: string,
  help: string | null,
): Diagnostic {
  const place = { line, column: 1, endLine: line, endColumn: 1 };
  const { severity } = diagnosticEntry(code);
  return { code, severity, file, ...place, message, ...(help === null ? {} : { help }) };
}
