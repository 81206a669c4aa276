// WHO and WHAT of `trunkline access explain` and `who-can`: from a checkout of the project where there is one, else from
// what the options say.

import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Resource } from "#access/access.ts";
import { accessFacts } from "#core/access/access-class.ts";
import { type AccessAction, actions } from "#core/access/action.ts";
import { kindOf } from "#core/access/cases.ts";
import { policiesFolder } from "#core/access/teams-file.ts";
import { isPolicyFile } from "#core/control/control-files.ts";
import { didYouMean } from "#core/suggest.ts";
import type { Ground, GroundProject } from "./access-ground.ts";
import { CommandError } from "./exit.ts";
import { readProjectAt } from "./read-project.ts";

/** For commands that ask about one thing: spread into their options. */
export const whatOptions = {
  control: {
    type: "string",
    value: "DIR",
    description: "the control repository's folder; default: here",
  },
  checkout: {
    type: "string",
    value: "DIR",
    description:
      "the project's folder, for its pipelines; default: as registered, when that is on this machine",
  },
  tag: {
    type: "list",
    value: "KEY=VALUE",
    description: "without a checkout: a tag of the pipeline",
  },
  owner: {
    type: "string",
    value: "TEAM",
    description: "without a checkout: the pipeline's; default: the project's",
  },
  folder: {
    type: "string",
    value: "FOLDER",
    description: "without a checkout: of the pipeline's file; default: pipelines",
  },
} as const;

export interface WhatOptions {
  checkout: string | undefined;
  tag: string[];
  owner: string | undefined;
  folder: string | undefined;
}

/** @throws CommandError for one that there isn't. */
export function actionOf(word: string): AccessAction {
  const all: readonly AccessAction[] = Object.values(actions).flat();
  const found = all.find((one) => one === word);
  if (found) return found;
  const hint = didYouMean(word, all) ?? `one of: ${all.join(", ")}`;
  throw new CommandError("usage", `there is no action '${word}'`, hint);
}

export interface What {
  resource: Resource;
  /** How it is called in the answer. */
  shown: string;
  /** What the project forbids within itself, by project and path. */
  own: Record<string, Record<string, string>>;
}

/** @throws CommandError when there is no such thing. */
export async function whatOf(
  ground: Ground,
  action: AccessAction,
  word: string | undefined,
  options: WhatOptions,
  cwd: string,
): Promise<What> {
  const kind = kindOf(action);
  if (kind === "server") return { resource: { kind }, shown: "the server", own: {} };
  if (kind === "secret" || kind === "connection")
    throw new CommandError("usage", `${action} is what runs do`, "write a decision case for it");
  if (word === undefined)
    throw new CommandError(
      "usage",
      `${action} needs something that it is done to`,
      kind === "project" ? "name a project" : "name PROJECT/PIPELINE, or a project and its --tag",
    );
  const [name = "", ...rest] = word.split("/");
  const project = ground.projects[name];
  if (project === undefined)
    throw new CommandError(
      "failed",
      `no project '${name}' is registered`,
      didYouMean(name, Object.keys(ground.projects)) ?? null,
    );
  const root =
    options.checkout === undefined ? project.checkout : path.resolve(cwd, options.checkout);
  const own = root === null ? {} : { [name]: ownTexts(root) };
  if (kind === "project")
    return { resource: { kind, name, environment: project.environment }, shown: name, own };
  const pipeline = rest.join("/");
  const facts =
    pipeline === ""
      ? factsBy(name, project, options)
      : await factsIn(root, { name, environment: project.environment }, pipeline);
  const named = pipeline === "" ? {} : { name: pipeline };
  return { resource: { kind: "pipeline", facts, ...named }, shown: word, own };
}

function factsBy(project: string, { environment, owner }: GroundProject, options: WhatOptions) {
  const tags: Record<string, string[]> = {};
  for (const one of options.tag) {
    const [, key, value] = /^([^=]+)=(.+)$/.exec(one) ?? [];
    if (key === undefined || value === undefined)
      throw new CommandError("usage", `--tag ${one} is no tag`, "write --tag domain=finance");
    tags[key] = [...(tags[key] ?? []), value];
  }
  const { folder = "pipelines" } = options;
  return { project, environment, folder, owner: options.owner ?? owner, tags };
}

async function factsIn(
  root: string | null,
  project: { name: string; environment: string },
  name: string,
) {
  if (root === null)
    throw new CommandError(
      "failed",
      `the files of ${project.name} are not on this machine`,
      "name its folder with --checkout, or the project alone with --tag and --owner",
    );
  const { estate } = await readProjectAt(root, undefined);
  const found = estate.sources.find(({ pipeline }) => pipeline?.name === name);
  if (!found?.pipeline)
    throw new CommandError(
      "failed",
      `there is no pipeline '${name}' in ${root}`,
      didYouMean(
        name,
        estate.sources.flatMap((one) => one.pipeline?.name ?? []),
      ) ?? null,
    );
  return accessFacts(project, found.path, found.pipeline);
}

/** The project's own policies, as its files are. */
export function ownTexts(root: string): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const file of filesIn(path.join(root, policiesFolder)).map((one) => `policies/${one}`))
    if (isPolicyFile(file)) texts[file] = readFileSync(path.join(root, file), "utf8");
  return texts;
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
