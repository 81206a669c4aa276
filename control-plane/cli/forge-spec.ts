// The forge of `up` and `server` for one repository: what a registration says elsewhere, from options.

import { anyHost } from "#git/forges/secrets.ts";
import { readForge } from "#git/forges/settings.ts";
import { ForgeSettingsError } from "#git/forges/settings-error.ts";
import type { ForgeSpec } from "#schemas/types.ts";
import { CommandError } from "./exit.ts";

const kinds = ["github", "gitlab", "gitea", "none"] as const satisfies ForgeSpec["kind"][];

export interface ForgeOptions {
  forge: string | undefined;
  forgeApi: string | undefined;
  forgeRepository: string | undefined;
  forgeApp: number | undefined;
}

/** Null without `--forge`; a control repository says it for each project. @throws CommandError for options that don't fit and for variables that aren't set. */
export function forgeSpec(
  { forge, forgeApi, forgeRepository, forgeApp }: ForgeOptions,
  repository: string | null,
  env: NodeJS.ProcessEnv,
): ForgeSpec | null {
  if (forge === undefined) {
    if (forgeApi === undefined && forgeRepository === undefined && forgeApp === undefined)
      return null;
    throw new CommandError(
      "usage",
      "--forge-api, --forge-repository and --forge-app need --forge",
      "Write --forge github, gitlab or gitea with them.",
    );
  }
  if (repository === null)
    throw new CommandError(
      "usage",
      "--forge and --control go together with --control-approvals only, as the control repository's own forge",
      "write `forge` of a project into its file of the control repository",
    );
  const kind = kinds.find((one) => one === forge);
  if (kind === undefined)
    throw new CommandError(
      "usage",
      `--forge ${forge} is no kind of forge`,
      `Write one of ${kinds.join(", ")}; Forgejo is \`gitea\`.`,
    );
  if (forgeApi !== undefined && !/^https?:\/\/[^@\s]+$/.test(forgeApi))
    throw new CommandError(
      "usage",
      "--forge-api is no URL of http or https, or has a name or token in it",
      "Write --forge-api https://git.example/api/v3; the token is in TRUNKLINE_FORGE_TOKEN.",
    );
  const spec: ForgeSpec = {
    kind,
    ...(forgeApi === undefined ? {} : { api: forgeApi }),
    ...(forgeRepository === undefined ? {} : { repository: forgeRepository }),
    ...(forgeApp === undefined ? {} : { app: { id: forgeApp } }),
  };
  try {
    readForge(spec, repository, env, anyHost);
  } catch (error) {
    if (error instanceof ForgeSettingsError)
      throw new CommandError("usage", error.message, error.help, error);
    throw error;
  }
  return spec;
}
