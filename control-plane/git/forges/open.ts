// The forge of a kind; only the one that is used is loaded. Its limits are kept.

import type { Forge } from "./forge.ts";
import { polite } from "./polite.ts";
import type { ForgeSettings } from "./settings.ts";

export async function openForgeClient(settings: ForgeSettings): Promise<Forge> {
  return polite(await forgeOf(settings));
}

async function forgeOf(settings: ForgeSettings): Promise<Forge> {
  switch (settings.kind) {
    case "github":
      return (await import("./github/forge.ts")).githubForge(settings);
    case "gitlab":
      return (await import("./gitlab.ts")).gitlabForge(settings);
    case "gitea":
      return (await import("./gitea.ts")).giteaForge(settings);
    default:
      return settings.kind satisfies never;
  }
}
