// Where people find a repository on its forge, as far as that follows from where its API is: for links to its files.

import type { ForgeSettings } from "./settings.ts";

export interface ForgeHome {
  kind: ForgeSettings["kind"];
  /** Address of the repository's page, without a slash at its end. */
  url: string;
}

/** Of the public ones another host. */
const publicHomes = new Map([
  ["https://api.github.com", "https://github.com"],
  ["https://gitlab.com/api/v4", "https://gitlab.com"],
]);
const apiPath = /\/api\/(?:v1|v3|v4)$/;

/** Null where the API is somewhere from which no page follows. */
export function homeOf({
  kind,
  api,
  repository,
}: Pick<ForgeSettings, "kind" | "api" | "repository">): ForgeHome | null {
  const base = publicHomes.get(api) ?? (apiPath.test(api) ? api.replace(apiPath, "") : null);
  if (base === null) return null;
  const name = repository.split("/").map(encodeURIComponent).join("/");
  return { kind, url: `${base}/${name}` };
}
