// The webhooks of `up` and `server`: the URL of an option, the secret of the environment.

import path from "node:path";
import type { HeadSettings } from "#alerts/keep-heads.ts";
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
  option = "--webhook",
): WebhookSettings | null {
  if (url === undefined) return null;
  const parsed = URL.parse(url);
  if (parsed === null || !/^https?:$/.test(parsed.protocol) || parsed.username !== "")
    throw new CommandError(
      "usage",
      `${option} is no URL of http or https, or has a name and password in it`,
      `Write ${option} https://alerts.example/trunkline; what is sent is signed.`,
    );
  const secret = env[secretVariable] ?? "";
  if (secret.length < fewestSecretCharacters)
    throw new CommandError(
      "usage",
      `${option} needs a secret in ${secretVariable}, of ${fewestSecretCharacters} characters or more`,
      "Make one with `openssl rand -base64 32`, and give it to the receiver too: it signs what is sent.",
    );
  return { url, secret, addresses };
}

interface HeadOptions {
  auditHeadFile: string | undefined;
  auditHeadWebhook: string | undefined;
}

/** Where the audit's head is kept each day; null: nowhere. @throws CommandError as above. */
export function headSettings(
  { auditHeadFile, auditHeadWebhook }: HeadOptions,
  { cwd, env, addresses }: { cwd: string; env: NodeJS.ProcessEnv; addresses: AddressSettings },
): HeadSettings | null {
  if (auditHeadFile === undefined && auditHeadWebhook === undefined) return null;
  return {
    file: auditHeadFile === undefined ? null : path.resolve(cwd, auditHeadFile),
    webhook: webhookSettings(auditHeadWebhook, env, addresses, "--audit-head-webhook"),
    addresses,
  };
}
