// Which project a repository is: its branch, its name, whether it is on this machine.

import path from "node:path";
import { readProject } from "#core/estate.ts";
import { credentialsFrom } from "#git/credentials.ts";
import { openSource } from "#git/open.ts";
import { folderTree, ProjectTree } from "#git/project-tree.ts";
import { GitError, type GitSource } from "#git/source.ts";
import type { ProjectSettings } from "#server";
import { CommandError } from "./exit.ts";
import { folderInRepository } from "./folder-in-repository.ts";

export interface RepositoryOptions {
  /** Path or URL. */
  repository: string;
  branch: string | undefined;
  folder: string;
  environment: string;
  name: string | undefined;
  cacheDir: string;
  env: NodeJS.ProcessEnv;
}

/** Asks the repository for what was not given. @throws CommandError when it can't be one or can't be reached. */
export async function projectSettings(options: RepositoryOptions): Promise<ProjectSettings> {
  try {
    const source = await openSource({
      repository: options.repository,
      cacheDir: options.cacheDir,
      credentials: credentialsFrom(options.env, options.repository),
    });
    try {
      const branch = options.branch ?? (await defaultBranch(source));
      const name = options.name ?? (await nameAt(source, branch, options.folder));
      return {
        name: name ?? nameOf(options.repository),
        environment: options.environment,
        repository: options.repository,
        branch,
        path: options.folder,
      };
    } finally {
      await source.close();
    }
  } catch (error) {
    if (error instanceof GitError)
      throw new CommandError("refused", error.message, error.hint, error);
    throw error;
  }
}

/**
 * The same folder. @throws CommandError for one within a repository: all of that would be deployed, which whoever names the
 * folder doesn't mean.
 */
export function rootOf(folder: string): string {
  const within = folderInRepository(folder);
  if (within === "") return folder;
  throw new CommandError(
    "usage",
    `${folder} is a folder within a repository, not a repository`,
    `to deploy this folder alone, give the repository, and --path ${within}`,
  );
}

export async function defaultBranch(source: GitSource): Promise<string> {
  for (const branch of ["main", "master", "trunk"])
    if ((await source.remoteTip(branch)) !== null) return branch;
  return "main";
}

async function nameAt(source: GitSource, branch: string, folder: string): Promise<string | null> {
  if ((await source.remoteTip(branch)) === null) return null;
  const { tree } = await source.readCommit(await source.fetch(branch));
  const root = await folderTree(source, tree, folder);
  if (root === null) return null;
  const oid = await new ProjectTree(source, root).blob("trunkline.yaml");
  if (oid === null) return null;
  for await (const { content } of source.readObjects([oid])) return readProject(content).name;
  return null;
}

/** `https://git.example/data/finance.git` and `/srv/git/finance` are both `finance`. */
function nameOf(repository: string): string {
  const last = path.posix.basename(repository.replace(/\/+$/, "").replace(/\\/g, "/"));
  const name = last
    .replace(/\.git$/, "")
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, "-");
  return name.replace(/^[-_]+|[-_]+$/g, "") || "project";
}
