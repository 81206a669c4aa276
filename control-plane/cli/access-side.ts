// Whether `trunkline access explain` and `who-can` look into files or ask a server, and what they ask it.

import { existsSync } from "node:fs";
import path from "node:path";
import type { AccessPlace, AccessQuery } from "#api/client-access.ts";
import type { AccessAction } from "#core/access/action.ts";
import { kindOf } from "#core/access/cases.ts";
import { teamsFile } from "#core/access/teams-file.ts";
import { type WhatOptions, whatOptions } from "./access-what.ts";
import { connectionOptions } from "./command.ts";
import { CommandError } from "./exit.ts";

/** Of both commands. */
export const sideOptions = {
  ...whatOptions,
  server: {
    type: "boolean",
    description: "ask the server, also where there is a teams.yaml",
  },
  ...connectionOptions,
} as const;

/** How both say where the answer comes from. */
export const sideText =
  "Goes by the files of a control repository where there is one here or --control names one; else a server is asked, which\n" +
  "goes by what holds there now. About yourself (WHO is `me`) it answers you anyway, about others with the right readAccess.";

interface SideOptions {
  control: string | undefined;
  checkout: string | undefined;
  server: boolean;
  state: string | undefined;
  url: string | undefined;
}

/** @throws CommandError for options of both. */
export function asksServer(options: SideOptions, env: NodeJS.ProcessEnv, cwd: string): boolean {
  // A variable says where the server is, not that it is to be asked.
  const isTyped = (given: string | undefined, variable: string | undefined) =>
    given !== undefined && given !== variable;
  const named =
    options.server ||
    isTyped(options.url, env.TRUNKLINE_URL) ||
    isTyped(options.state, env.TRUNKLINE_STATE);
  const hasFiles = options.control !== undefined || options.checkout !== undefined;
  if (named && hasFiles)
    throw new CommandError(
      "usage",
      "--control and --checkout are files, and a server has its own",
      "leave either out",
    );
  return named || (!hasFiles && !existsSync(path.join(cwd, teamsFile)));
}

/** @throws CommandError where the action needs something that it is done to. */
export function askedPlace(
  action: AccessAction,
  word: string | undefined,
): { place: AccessPlace; shown: string } {
  const kind = kindOf(action);
  if (kind === "server") return { place: {}, shown: "the server" };
  if (kind === "secret" || kind === "connection")
    throw new CommandError("usage", `${action} is what runs do`, "write a decision case for it");
  const [project, ...rest] = (word ?? "").split("/");
  if (!project)
    throw new CommandError(
      "usage",
      `${action} needs something that it is done to`,
      kind === "project" ? "name a project" : "name PROJECT/PIPELINE, or a project and its --tag",
    );
  const pipeline = rest.join("/");
  const isWhole = kind === "project" || pipeline === "";
  return { place: isWhole ? { project } : { project, pipeline }, shown: word as string };
}

/** What the options say of pipelines that are alike; of one that is named the server knows it. */
export function askedQuery(
  action: AccessAction,
  { pipeline }: AccessPlace,
  { tag, owner, folder }: WhatOptions,
): AccessQuery {
  if (kindOf(action) !== "pipeline" || pipeline !== undefined) return { action };
  return {
    ...{ action, tag },
    ...(owner === undefined ? {} : { owner }),
    ...(folder === undefined ? {} : { folder }),
  };
}
