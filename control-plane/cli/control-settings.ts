// Which control repository a server follows, from its options.

import path from "node:path";
import { type ControlSettings, isFolder, isRepositoryRoot } from "#git/control-source.ts";
import { credentialsFrom } from "#git/credentials.ts";
import { openSource } from "#git/open.ts";
import { GitError } from "#git/source.ts";
import { CommandError } from "./exit.ts";
import { defaultBranch } from "./project-settings.ts";

export interface ControlOptions {
  control: string | undefined;
  controlBranch: string | undefined;
  controlPath: string;
  branch: string | undefined;
  path: string;
  name: string | undefined;
}

/**
 * Null where none is named.
 * @param repository The argument of the command, which names a single project.
 * @throws CommandError for options that don't go together and a folder that is none.
 */
export async function controlSettings(
  options: ControlOptions,
  {
    repository,
    cwd,
    cacheDir,
    env,
  }: { repository: string | undefined; cwd: string; cacheDir: string; env: NodeJS.ProcessEnv },
): Promise<ControlSettings | null> {
  const { control, controlBranch, controlPath } = options;
  if (control === undefined) {
    if (controlBranch !== undefined || controlPath !== "")
      throw usage(
        "--control-branch and --control-path need --control",
        "name the control repository",
      );
    return null;
  }
  const own = repository !== undefined ? "REPOSITORY" : givenOption(options);
  if (own !== null)
    throw usage(
      `${own} and --control don't go together`,
      "each project is a file of the control repository: projects/NAME.yaml",
    );
  const place = control.replace(/\/+$/, "") || "/";
  const address = isAddress(place) ? place : path.resolve(cwd, place);
  const inside = controlPath.replace(/^\/+|\/+$/g, "");
  if (isAddress(place)) {
    const branch = controlBranch ?? "main";
    return { repository: address, branch, path: inside };
  }
  if (!isFolder(address))
    throw new CommandError(
      "refused",
      `there is no folder ${address}`,
      "name the control repository",
    );
  if (!isRepositoryRoot(address)) {
    if (controlBranch !== undefined)
      throw usage(
        `${address} is a plain folder, which has no branches`,
        "name the root of its repository, and the folder in it with --control-path",
      );
    return { repository: address, branch: "", path: inside };
  }
  const branch = controlBranch ?? (await branchOf(address, cacheDir, env));
  return { repository: address, branch, path: inside };
}

const isAddress = (text: string): boolean => /^[a-z+]+:\/\/|^[\w.-]+@[\w.-]+:/i.test(text);

const usage = (message: string, help: string) => new CommandError("usage", message, help);

function givenOption({ branch, path: folder, name }: ControlOptions): string | null {
  if (branch !== undefined) return "--branch";
  if (folder !== "") return "--path";
  return name === undefined ? null : "--name";
}

async function branchOf(repository: string, cacheDir: string, env: NodeJS.ProcessEnv) {
  try {
    const credentials = credentialsFrom(env, repository);
    const source = await openSource({ repository, cacheDir, credentials });
    try {
      return await defaultBranch(source);
    } finally {
      await source.close();
    }
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    throw new CommandError("refused", error.message, error.hint, error);
  }
}
