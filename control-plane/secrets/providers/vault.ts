// Secrets in HashiCorp Vault, by the HTTP API of its key-value engine, version 2.

import { SecretFault, type SecretProvider, type SecretQuestion, secretValue } from "../provider.ts";
import { type VaultAddress, type VaultAnswer, vaultCall } from "./vault-call.ts";
import { type VaultAuth, VaultToken } from "./vault-token.ts";

export interface VaultSettings extends VaultAddress {
  /** Where the engine is mounted, such as `secret`. */
  mount: string;
  /** Path below it, with `{project}`, `{environment}` and `{name}`. */
  path: string;
  /** Which of the keys there. */
  key: string;
  auth: VaultAuth;
}

export interface VaultProvider extends SecretProvider {
  /** Ends the renewal of its token. */
  close(): Promise<void>;
}

type Asked = Pick<SecretQuestion, "name" | "project" | "environment">;

/** The values go in part by part: none of them can leave its place. */
export const filled = (template: string, { name, project, environment }: Asked): string =>
  template.replace(/\{(name|project|environment)\}/g, (_, key: string) =>
    String({ name, project, environment }[key]),
  );

const urlPath = (path: string): string =>
  path
    .split("/")
    .filter((step) => step !== "")
    .map(encodeURIComponent)
    .join("/");

export function vaultSecrets(settings: VaultSettings, name = "vault"): VaultProvider {
  const call = vaultCall(settings);
  const token = new VaultToken(settings.auth, call);
  const placeOf = (asked: Asked) => `${settings.mount}/data/${filled(settings.path, asked)}`;

  const ask = async (path: string, signal: AbortSignal, isLast: boolean): Promise<VaultAnswer> => {
    const used = await token.current();
    const answer = await call("GET", urlPath(path), used, undefined, signal);
    // Expired or revoked, or not allowed: Vault says the same to all of them.
    if (answer.status !== 403 || isLast || !(await token.refused(used))) return answer;
    return ask(path, signal, true);
  };

  return {
    name,
    async read(question) {
      const path = placeOf(question);
      const answer = await ask(path, question.signal, false);
      // A version that was deleted is told by 404 too, with its metadata.
      if (answer.status === 404 && answer.body !== null) return null;
      if (answer.status !== 200) throw faultOf(settings, path, answer);
      const fields = (answer.body as { data?: { data?: Record<string, unknown> | null } } | null)
        ?.data?.data;
      const value = fields?.[settings.key];
      if (value === undefined || value === null) return null;
      const from = `\`${settings.key}\` of ${path} in Vault`;
      if (typeof value !== "string") throw new SecretFault(`${from} is no text.`);
      return secretValue(Buffer.from(value), from);
    },
    place: (asked) => `\`${settings.key}\` of ${placeOf(asked)} in Vault at ${settings.address}`,
    close: () => token.close(),
  };
}

function faultOf({ address }: VaultSettings, path: string, answer: VaultAnswer): SecretFault {
  const { status, said } = answer;
  if (status === 403)
    return new SecretFault(
      `Vault at ${address} refuses ${path} (${said}): the worker's token has expired, or its policy lacks \`path "${path}" { capabilities = ["read"] }\`.`,
    );
  if (status === 503)
    return new SecretFault(
      `Vault at ${address} is sealed or in maintenance (${said}): unseal it.`,
      {
        passes: true,
      },
    );
  const passes = status === 412 || status === 429 || status >= 472;
  const what = status === 404 ? "something else than Vault answers there" : said;
  return new SecretFault(`Vault at ${address} can't give ${path} (${what}).`, { passes });
}
