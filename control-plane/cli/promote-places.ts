// From where to where `trunkline promote` takes files: places in the repository, as typed or as the server knows them.

import type { ProjectView } from "#api/client.ts";
import { type ConnectInput, withServer } from "./connect.ts";
import { CommandError } from "./exit.ts";

/** A folder at a revision. */
export interface Place {
  /** For people and for the commit's message. */
  name: string;
  /** A commit to read, or the branch that is to change. */
  revision: string;
  folder: string;
  /** Its address, where the server knows it. */
  repository: string | null;
  /** The project's, whose overlays are laid over its pipelines; null: nobody said. */
  environment: string | null;
}

/** `main:prd` is the folder `prd` on branch main. */
function typedPlace(text: string): Place | null {
  const at = text.indexOf(":");
  if (at <= 0) return null;
  const folder = text.slice(at + 1).replace(/^\/+|\/+$/g, "");
  if (folder !== "" && folder.split("/").some((name) => ["", ".", ".."].includes(name)))
    throw new CommandError(
      "usage",
      `"${text}" names no folder by its path from the repository's root`,
      "such as main:environments/prd",
    );
  return { name: text, revision: text.slice(0, at), folder, repository: null, environment: null };
}

/** @throws CommandError for what names no place, or places in two repositories. */
export async function placesOf(
  input: ConnectInput & { signal: AbortSignal },
  from: string,
  to: string,
): Promise<{ from: Place; to: Place }> {
  const typed = [typedPlace(from), typedPlace(to)] as const;
  if (typed[0] && typed[1]) return { from: typed[0], to: typed[1] };
  const projects = await withServer(input, input.signal, (api) => api.projects());
  const source = typed[0] ?? deployedPlace(projects, from);
  const target = typed[1] ?? branchPlace(projects, to);
  if (
    source.repository !== null &&
    target.repository !== null &&
    source.repository !== target.repository
  )
    throw new CommandError(
      "failed",
      `${source.name} is in ${source.repository}, ${target.name} in ${target.repository}`,
      "files are promoted within one repository: copy them into the other yourself",
    );
  return { from: source, to: target };
}

function deployedPlace(projects: readonly ProjectView[], asked: string): Place {
  const { name, deployed, path, repository, environment } = find(projects, asked);
  if (deployed === null)
    throw new CommandError(
      "failed",
      `nothing of ${name} is deployed, so there is nothing to promote`,
    );
  return { name, revision: deployed.commit, folder: path, repository, environment };
}

function branchPlace(projects: readonly ProjectView[], asked: string): Place {
  const { name, branch, path, repository, environment } = find(projects, asked);
  return { name, revision: branch, folder: path, repository, environment };
}

/** By name, else by environment. */
function find(projects: readonly ProjectView[], asked: string): ProjectView {
  const [named] = projects.filter(({ name }) => name === asked);
  if (named) return named;
  const [only, ...others] = projects.filter(({ environment }) => environment === asked);
  if (only && others.length === 0) return only;
  const names = (list: readonly ProjectView[]) => list.map(({ name }) => name).join(", ");
  throw new CommandError(
    "failed",
    only
      ? `several projects are of environment ${asked}`
      : `there is no project or environment "${asked}"`,
    only
      ? `name one: ${names([only, ...others])}`
      : `known: ${names(projects) || "none"}; or say where it is, such as main:prd`,
  );
}
