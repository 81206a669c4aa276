// Where a definition is edited, on the branch that is deployed, and a commit is read: at the forge. Nothing on the page edits one.

import type { ProjectView } from "#api/types.ts";

export type InGit = Pick<ProjectView, "repository" | "branch" | "path" | "forge">;

type Kind = "github" | "gitlab" | "gitea" | "bitbucket";

/** Whose addresses are known by their name alone; of another host the forge that is configured says it. */
const knownHosts = new Map<string, Kind>([
  ["github.com", "github"],
  ["gitlab.com", "gitlab"],
  ["codeberg.org", "gitea"],
  ["gitea.com", "gitea"],
  ["bitbucket.org", "bitbucket"],
]);

/** @param file From the project's root. Null where the forge's addresses are not known: the path and the repository say where it is. */
export function editLink({ repository, branch, path, forge }: InGit, file: string): string | null {
  const home = forge ?? publicHome(repository);
  if (home === null) return null;
  const segments = [...path.split("/"), ...file.split("/")].filter((one) => one !== "");
  const place = segments.map(encodeURIComponent).join("/");
  const at = branch.split("/").map(encodeURIComponent).join("/");
  if (home.kind === "github") return `${home.url}/edit/${at}/${place}`;
  if (home.kind === "gitlab") return `${home.url}/-/edit/${at}/${place}`;
  if (home.kind === "gitea") return `${home.url}/_edit/${at}/${place}`;
  const whole = encodeURIComponent(branch);
  return `${home.url}/src/${whole}/${place}?mode=edit&at=${whole}`;
}

/** Of `https://HOST/OWNER/NAME`, `ssh://git@HOST/…` and `git@HOST:…`. */
function publicHome(repository: string): { kind: Kind; url: string } | null {
  const [, host = "", name = ""] =
    /^(?:https:\/\/|ssh:\/\/git@|git@)([\w.-]+)[:/]([\w.-]+(?:\/[\w.-]+)+)\/?$/.exec(repository) ??
    [];
  const kind = knownHosts.get(host);
  return kind === undefined ? null : { kind, url: `https://${host}/${name.replace(/\.git$/, "")}` };
}

/** Of a file that begins with its project's name, as policies are named. */
export function editLinkIn(
  projects: readonly (InGit & Pick<ProjectView, "name">)[],
  file: string,
): string | null {
  const cut = file.indexOf("/");
  const project = projects.find(({ name }) => name === file.slice(0, cut));
  return project && file.endsWith(".cedar") ? editLink(project, file.slice(cut + 1)) : null;
}

/** Where a commit is read. Null where the forge's addresses are not known. */
export function commitLink(
  { repository, forge }: Pick<InGit, "repository" | "forge">,
  commit: string,
): string | null {
  const home = forge ?? publicHome(repository);
  if (home === null) return null;
  const words =
    home.kind === "gitlab" ? "-/commit" : home.kind === "bitbucket" ? "commits" : "commit";
  return `${home.url}/${words}/${encodeURIComponent(commit)}`;
}
