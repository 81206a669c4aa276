// The pull or merge request of an import's branch, where a forge is named that can be asked.

import { type ChangeRequest, ForgeError, type RequestedChange } from "#git/forges/forge.ts";
import { openForgeClient } from "#git/forges/open.ts";
import { anyHost } from "#git/forges/secrets.ts";
import { type ForgeSettings, readForge } from "#git/forges/settings.ts";
import { CommandError } from "./exit.ts";
import { type ForgeOptions, forgeSpec } from "./forge-spec.ts";

/** Null where no forge is named. @throws CommandError for one that can't be asked so */
export function changeForge(
  options: ForgeOptions,
  origin: string | null,
  env: NodeJS.ProcessEnv,
): ForgeSettings | null {
  const spec = forgeSpec(options, origin ?? "", env);
  return spec === null ? null : readForge(spec, origin ?? "", env, anyHost).forge;
}

/** @throws CommandError with what the forge says. */
export async function askForMerge(
  settings: ForgeSettings,
  request: ChangeRequest,
): Promise<RequestedChange> {
  const forge = await openForgeClient(settings);
  try {
    return await forge.requestChange(request);
  } catch (error) {
    if (!(error instanceof ForgeError)) throw error;
    const help = `the branch ${request.branch} is pushed: ask for its merge into ${request.onto} there`;
    throw new CommandError("refused", error.message, help, error);
  }
}
