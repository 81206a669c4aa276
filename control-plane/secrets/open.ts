// The providers of a worker, made of its settings and of the environment that it was started with.

import type { ProviderSettings } from "#core/secrets-settings.ts";
import { ageKeyFileVariable, ageKeyVariable, readIdentities, readIdentityFile } from "./age.ts";
import type { SecretProvider } from "./provider.ts";
import { ageSecrets } from "./providers/age.ts";
import { commandSecrets } from "./providers/command.ts";
import { environmentSecrets } from "./providers/environment.ts";
import { fileSecrets } from "./providers/files.ts";
import { filled, vaultSecrets } from "./providers/vault.ts";
import { type Secrets, secretsFrom } from "./secrets.ts";

type Environment = Readonly<Record<string, string | undefined>>;

export interface OpenSecrets extends Secrets {
  /** Ends what providers do by themselves. */
  close(): Promise<void>;
}

export const secretsFolderVariable = "TRUNKLINE_SECRETS_DIR";

/**
 * @param settings null without a file of them: variables, then files and age where variables say where these are
 * @param env kept, so that a worker may clear its own
 */
export function openSecrets(
  settings: readonly ProviderSettings[] | null,
  env: Environment,
): OpenSecrets {
  const kept = { ...env };
  const closing: (() => Promise<void>)[] = [];
  const served =
    settings?.map((one) => ({ provider: providerOf(one, kept, closing), names: one.names })) ??
    usualProviders(kept).map((provider) => ({ provider, names: null }));
  return {
    ...secretsFrom(served),
    close: async () => void (await Promise.all(closing.map((close) => close()))),
  };
}

function usualProviders(env: Environment): SecretProvider[] {
  const providers = [environmentSecrets(env)];
  const folder = env[secretsFolderVariable];
  if (folder) providers.push(fileSecrets(folder));
  const file = env[ageKeyFileVariable];
  const key = env[ageKeyVariable];
  if (file) providers.push(ageSecrets(() => readIdentityFile(file)));
  else if (key) providers.push(ageSecrets(() => readIdentities(key, ageKeyVariable)));
  return providers;
}

function providerOf(
  one: ProviderSettings,
  env: Environment,
  closing: (() => Promise<void>)[],
): SecretProvider {
  switch (one.kind) {
    case "environment":
      return environmentSecrets(env, one.name);
    case "files":
      return fileSecrets(one.folder, one.name);
    case "age":
      return ageSecrets(
        (question) => readIdentityFile(filled(one.identity, { name: "", ...question })),
        one.name,
      );
    case "vault": {
      const vault = vaultSecrets(one, one.name);
      closing.push(() => vault.close());
      return vault;
    }
    case "command": {
      const passed = ["PATH", "HOME", ...one.passEnv].flatMap((name): [string, string][] => {
        const value = env[name];
        return value === undefined ? [] : [[name, value]];
      });
      return commandSecrets({ ...one, env: Object.fromEntries(passed) }, one.name);
    }
  }
}
