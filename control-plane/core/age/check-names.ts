// Names of secrets that specs use against those that a project has encrypted in Git.

import { type CeilingInput, usesWritten } from "../ceilings/check.ts";
import type { Problem } from "../problem.ts";
import { closest } from "../suggest.ts";
import type { AgeFolder } from "./age-folder.ts";

/** Says only what is certain: where another provider might have a name, at most that it looks like a slip. */
export function checkSecretNames(
  input: Pick<CeilingInput, "tasks" | "template" | "connections" | "triggerUses">,
  age: AgeFolder,
  problems: Problem[],
): void {
  const { names, file } = age;
  if (names === null) return;
  for (const { use, place } of usesWritten(input)) {
    if (use.kind !== "secrets" || names.has(use.value) || age.isElsewhere(use.value)) continue;
    const near = lookalike(use.value, names);
    const meant = near === undefined ? "" : `did you mean "${near}"? `;
    if (age.isOnlyHere(use.value))
      problems.push({
        ...place,
        code: "secret-missing",
        message: `${file} has no "${use.value}", and the registration has it asked of nothing else`,
        help: `${meant}\`trunkline secrets set ${use.value}\` writes it`,
      });
    else if (near !== undefined)
      problems.push({
        ...place,
        code: "secret-lookalike",
        message: `${file} has no "${use.value}"`,
        help: `${meant}Else some other provider of the workers must have it`,
      });
  }
}

/** The same but for a slip in its folder or in its last word; names that differ in a number are two. */
function lookalike(name: string, names: ReadonlySet<string>): string | undefined {
  const [folder, word] = partsOf(name);
  return [...names].find((other) => {
    const [otherFolder, otherWord] = partsOf(other);
    if (withoutDigits(name) === withoutDigits(other)) return false;
    return folder === otherFolder
      ? closest(word, [otherWord]) !== null
      : word === otherWord && closest(folder, [otherFolder]) !== null;
  });
}

const partsOf = (name: string): [string, string] => {
  const at = name.lastIndexOf("/") + 1;
  return [name.slice(0, at), name.slice(at)];
};

const withoutDigits = (name: string): string => name.replaceAll(/\d/g, "");
