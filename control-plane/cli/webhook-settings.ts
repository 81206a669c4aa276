// The webhook of `up` and `server`: the URL of an option, the secret of the environment.

import { fewestSecretCharacters } from "#alerts/sign-webhook.ts";
import type { WebhookSettings } from "#alerts/webhook.ts";
import type { AddressSettings } from "#executors/addresses.ts";
import { CommandError } from "./exit.ts";

export const secretVariable = "TRUNKLINE_WEBHOOK_SECRET";

/** Null without the option. @throws CommandError for a URL that can't be called and a secret that is missing or short. */
export function webhookSettings(
  url: string | undefined,
  env: NodeJS.ProcessEnv,
  addresses: AddressSettings = {},
): WebhookSettings | null {
  if (url === undefined) return null;
  const parsed = URL.parse(url);
  if (parsed === null || !/^https?:$/.test(parsed.protocol) || parsed.username !== "")
    throw new CommandError(
      "usage",
      "--webhook is no URL of http or https, or has a name and password in it",
      "Write --webhook https://alerts.example/trunkline; what is sent is signed.",
    );
  const secret = env[secretVariable] ?? "";
  if (secret.length < fewestSecretCharacters)
    throw new CommandError(
      "usage",
      `--webhook needs a secret in ${secretVariable}, of ${fewestSecretCharacters} characters or more`,
      "Make one with `openssl rand -base64 32`, and give it to the receiver too: it signs what is sent.",
    );
  return { url, secret, addresses };
}
