// Findings about secrets that are encrypted in Git.

import { type Entry, error, warning } from "../diagnostic-entry.ts";

export const secretCodes = {
  "secret-in-clear": error(
    "A secret lies in Git in clear",
    "Values in `secrets/ENVIRONMENT.yaml` are encrypted by age, and private keys have no place in a repository. Whoever can read the repository, now or from its history, knows the value: choose another at the system that it is for. Findings never show the line.",
  ),
  "secret-file": error(
    "The file of secrets can't be read",
    "`secrets/ENVIRONMENT.yaml` has names of secrets, each with one value that is encrypted by age. A worker takes no value from a file that it can't read as a whole: tasks that need one fail. `trunkline secrets set` writes it as it has to be.",
  ),
  "secret-recipients": warning(
    "Nobody is named for whom secrets are encrypted",
    "`secrets/ENVIRONMENT.recipients`, or `secrets/recipients` for all environments, has one recipient a line. Without any, nothing can be set or rotated: `trunkline secrets recipients --add age1…`.",
  ),
  "secret-missing": error(
    "The secret is nowhere",
    "The project's registration has the name asked of `age` alone, and the file of its environment doesn't have it, so every attempt of the task would fail. Without `--registration`, or where other providers are asked as well, nothing is said: they may have it.",
  ),
  "secret-lookalike": warning(
    "The secret's name may be a slip",
    "No file in `secrets/` has it, and one has a name that is nearly the same. Where another provider of the workers has it, it is right as it is.",
  ),
} as const satisfies Record<string, Entry>;
