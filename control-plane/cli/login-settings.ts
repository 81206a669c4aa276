// How `up` and `server` let others in, from their options: TLS, proxies, the identity provider.

import { readFile } from "node:fs/promises";
import { isIP } from "node:net";
import path from "node:path";
import { connectProvider, isLoopback, type OidcSettings } from "#access/oidc.ts";
import { sessionDefaults } from "#access/sessions.ts";
import type { AccessSettings } from "#server";
import { oidcSecretVariable } from "./access-options.ts";
import { CommandError } from "./exit.ts";

export interface AccessOptions {
  tlsCert: string | undefined;
  tlsKey: string | undefined;
  plainHttp: boolean;
  trustProxy: string[];
  publicUrl: string | undefined;
  oidcIssuer: string | undefined;
  oidcClientId: string | undefined;
  oidcClientSecretFile: string | undefined;
  oidcScope: string[];
  oidcNameClaim: string;
  oidcGroupsClaim: string;
  sessionHours: number;
}

/** @throws CommandError for what can't be meant. */
export async function loginSettings(
  options: AccessOptions,
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<AccessSettings> {
  const { tlsCert, tlsKey, plainHttp, trustProxy, sessionHours } = options;
  if ((tlsCert === undefined) !== (tlsKey === undefined))
    throw usage("--tls-cert and --tls-key go together", "Give both files.");
  for (const proxy of trustProxy) {
    const [address = "", bits = "0", ...more] = proxy.split("/");
    if (isIP(address) === 0 || !/^\d{1,3}$/.test(bits) || more.length > 0)
      throw usage(`--trust-proxy '${proxy}' is no address`, "Such as 10.0.0.5 or 10.0.0.0/24.");
  }
  const oidc = await oidcSettings(options, cwd, env);
  return {
    tls:
      tlsCert === undefined || tlsKey === undefined
        ? null
        : { cert: path.resolve(cwd, tlsCert), key: path.resolve(cwd, tlsKey) },
    plainHttp,
    trustProxy,
    publicUrl: publicUrlOf(options.publicUrl),
    login: oidc && {
      provider: connectProvider(oidc),
      claims: oidc.claims,
      times: { ...sessionDefaults, lifeMs: sessionHours * 3_600_000 },
    },
  };
}

function publicUrlOf(given: string | undefined): string | null {
  if (given === undefined) return null;
  const url = URL.parse(given);
  const isBare = url?.pathname === "/" && url.search === "" && url.hash === "" && !url.username;
  if (url !== null && /^https?:$/.test(url.protocol) && isBare) return url.origin;
  throw usage(
    `--public-url '${given}' is no address of a server`,
    "Such as https://trunkline.example, without a path.",
  );
}

async function oidcSettings(
  options: AccessOptions,
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<OidcSettings | null> {
  const { oidcIssuer: issuer, oidcClientId: clientId, oidcClientSecretFile: file } = options;
  if (issuer === undefined) {
    if (clientId === undefined && file === undefined) return null;
    throw usage("an identity provider needs --oidc-issuer", "Name the provider's address.");
  }
  const url = URL.parse(issuer);
  if (url === null || !(url.protocol === "https:" || isLoopback(issuer)) || url.username !== "")
    throw usage(
      "--oidc-issuer is no address with https",
      "Such as https://login.example/realms/main, as the provider writes it.",
    );
  if (clientId === undefined)
    throw usage("--oidc-issuer needs --oidc-client-id", "The provider shows it with the client.");
  const clientSecret =
    file === undefined
      ? env[oidcSecretVariable] || null
      : (
          await readFile(path.resolve(cwd, file), "utf8").catch((error: NodeJS.ErrnoException) => {
            throw usage(`can't read --oidc-client-secret-file: ${error.code}`, "Name a file.");
          })
        ).trim();
  return {
    ...{ issuer, clientId, clientSecret },
    scopes: options.oidcScope.length === 0 ? ["profile", "email"] : options.oidcScope,
    claims: { name: options.oidcNameClaim, groups: options.oidcGroupsClaim },
  };
}

const usage = (message: string, help: string): CommandError =>
  new CommandError("usage", message, help);
