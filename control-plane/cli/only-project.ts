// The project that is meant where none is named: the server's only one.

import type { ApiClient } from "#api/client.ts";
import { CommandError } from "./exit.ts";

/** @throws CommandError when there is none, or several could be meant. */
export async function onlyProject(api: Pick<ApiClient, "projects">): Promise<string> {
  const names = (await api.projects()).map(({ name }) => name);
  const [only, ...others] = names;
  if (only !== undefined && others.length === 0) return only;
  throw new CommandError(
    "usage",
    names.length === 0 ? "there is no project" : "there are several projects",
    names.length === 0 ? null : `say which with --project: ${names.join(", ")}`,
  );
}
