// `--allow-run-as USER`, repeated: whom tasks of a worker may run as.

import { userPatternRule } from "#core/users.ts";
import { CommandError } from "./exit.ts";

/** @throws CommandError for what is no user, and where the process could not become one. */
export function allowedUsers(given: readonly string[] = []): readonly string[] {
  for (const pattern of given)
    if (!userPatternRule.test(pattern))
      throw new CommandError(
        "usage",
        `--allow-run-as '${pattern}' is no user`,
        "a name, or a pattern such as fin*; repeat --allow-run-as for several",
      );
  if (given.length > 0 && process.getuid?.() !== 0)
    throw new CommandError(
      "refused",
      "--allow-run-as needs a worker that runs as root: nobody else can change to another user, or stop what runs as one",
      "start it as root, or a worker of its own as each user with a label that only its tasks ask for",
    );
  return given;
}
