// Which forge a project's repository is on and how to speak to it. What is written names variables of the environment;
// what is made of it holds secrets, and goes to the forge's client and nowhere else.

import { readFileSync } from "node:fs";
import type { ForgeSpec } from "#schemas/types.ts";
import { parseLocation } from "../location.ts";
import type { DeliveryKind } from "./delivery.ts";
import { keyOf, type OwnHost, tokenOf, variable } from "./secrets.ts";
import { ForgeSettingsError } from "./settings-error.ts";

/** Who is asked as: a token, or a GitHub App with its private key. */
export type ForgeIdentity =
  | { kind: "token"; token: string }
  | { kind: "app"; id: string; privateKey: string };

export interface ForgeSettings {
  kind: Exclude<ForgeSpec["kind"], "none">;
  /** Address of its API, without a slash at its end. */
  api: string;
  /** `owner/name`; on GitLab with all groups before. */
  repository: string;
  identity: ForgeIdentity;
  /** Comment with the plan on each change. */
  comment: boolean;
  /** Check runs, or statuses where there are none. */
  checks: boolean;
  deployments: boolean;
}

/** By what its webhooks prove themselves. */
export interface WebhookSettings {
  kind: DeliveryKind;
  secret: string;
  /** In lower case; null where nothing but the delivery's address tells. */
  repository: string | null;
}

export interface ReadForge {
  /** Null for `none`. */
  forge: ForgeSettings | null;
  /** Null without a secret. */
  webhook: WebhookSettings | null;
}

/** Longest time of one request. */
export const requestTimeoutMs = 20_000;
const fewestSecretCharacters = 16;

const variables = {
  token: "TRUNKLINE_FORGE_TOKEN",
  key: "TRUNKLINE_FORGE_APP_KEY",
  webhookSecret: "TRUNKLINE_FORGE_WEBHOOK_SECRET",
} as const;

/** Where the public ones answer; their names in evidence have no host. */
const publicApis: Readonly<Record<string, string>> = {
  github: "https://api.github.com",
  gitlab: "https://gitlab.com/api/v4",
};
/** Below the host of a server of one's own. */
const apiPaths: Record<ForgeSettings["kind"], string> = {
  github: "/api/v3",
  gitlab: "/api/v4",
  gitea: "/api/v1",
};

/** For evidence and messages. */
export const forgeName = ({ kind, api }: Pick<ForgeSettings, "kind" | "api">): string =>
  publicApis[kind] === api ? kind : `${kind} at ${new URL(api).host}`;

/**
 * @param repository The project's, a path or URL.
 * @param isOwn Where secrets may go that name no host.
 * @throws ForgeSettingsError
 */
export function readForge(
  spec: ForgeSpec,
  repository: string,
  env: NodeJS.ProcessEnv,
  isOwn: OwnHost,
): ReadForge {
  const { kind, comment = true, checks = true, deployments = true } = spec;
  const place = placeOf(repository);
  const named = spec.repository ?? place?.path ?? null;
  const webhook = webhookOf(spec, named, env);
  if (kind === "none") return { forge: null, webhook };
  if (named === null || (kind === "github" && named.split("/").length !== 2))
    throw new ForgeSettingsError(
      `the name of the repository on ${kind} doesn't follow from ${repository}`,
      "Write `repository: owner/name` with the forge, or --forge-repository owner/name.",
    );
  const api = spec.api ?? (place && apiAt(kind, place.host));
  if (api === null)
    throw new ForgeSettingsError(
      `the address of ${kind}'s API doesn't follow from ${repository}`,
      `Write it as \`api\` with the forge, or --forge-api, such as https://git.example${apiPaths[kind]}.`,
    );
  const identity = identityOf(spec, env, hostOf(api, kind), isOwn);
  return {
    forge: {
      ...{ kind, api: api.replace(/\/+$/, ""), repository: named, identity },
      ...{ comment, checks, deployments },
    },
    webhook,
  };
}

/** Secrets don't go over a network that others can read. @throws ForgeSettingsError */
function hostOf(api: string, kind: ForgeSettings["kind"]): string {
  const url = URL.parse(api);
  const isHere = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url?.hostname ?? "");
  if (url && (url.protocol === "https:" || (url.protocol === "http:" && isHere))) return url.host;
  throw new ForgeSettingsError(
    `${kind} at ${api}: its API is asked by https only, but for one on this machine`,
    "Write its https address; see SSL_CERT_FILE for certificates of your own.",
  );
}

function identityOf(
  { kind, token, app }: ForgeSpec,
  env: NodeJS.ProcessEnv,
  host: string,
  isOwn: OwnHost,
): ForgeIdentity {
  if (app === undefined) {
    const name = token ?? variables.token;
    const what = `the token of ${kind}`;
    return { kind: "token", token: tokenOf(env, { name, what, host, isOwn }) };
  }
  if (kind !== "github")
    throw new ForgeSettingsError(`${kind} has no Apps`, "Use a token of it instead.");
  const name = app.key ?? variables.key;
  const key = keyOf(env, { name, what: "the App's private key", host, isOwn });
  return {
    kind: "app",
    id: String(app.id),
    privateKey: key.includes("-----") ? key : readKey(key, name),
  };
}

function readKey(path: string, name: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new ForgeSettingsError(
      `${name} holds neither a private key nor the path of a file that can be read`,
      "Put the PEM text of the App's key into it, or where it is.",
    );
  }
}

function webhookOf(
  { kind, webhookSecret }: ForgeSpec,
  repository: string | null,
  env: NodeJS.ProcessEnv,
): WebhookSettings | null {
  const name = webhookSecret ?? variables.webhookSecret;
  if (webhookSecret === undefined && !env[name]) return null;
  const secret = variable(env, name, "the secret of the forge's webhook");
  if (secret.length < fewestSecretCharacters)
    throw new ForgeSettingsError(
      `${name}, the secret of the forge's webhook, has fewer than ${fewestSecretCharacters} characters`,
      "Make one with `openssl rand -hex 32`, and give it to the forge's webhook too.",
    );
  const isHosted = kind !== "none";
  return {
    kind: isHosted ? kind : "generic",
    secret,
    repository: isHosted ? (repository?.toLowerCase() ?? null) : null,
  };
}

/** Host and `owner/name` in a repository's address; null for a path. */
function placeOf(repository: string): { host: string; path: string } | null {
  const location = parseLocation(repository);
  if (location.kind === "local") return null;
  // ssh has a port of its own.
  const host = location.kind === "ssh" ? location.host.replace(/:\d+$/, "") : location.host;
  // `git@host:owner/name` is no URL.
  const path =
    URL.parse(location.url)?.pathname ?? location.url.slice(location.url.indexOf(":") + 1);
  const named = path.replace(/^\/+/, "").replace(/\.git$/, "");
  return /^[\w.-]+(\/[\w.-]+)+$/.test(named) ? { host, path: named } : null;
}

function apiAt(kind: ForgeSettings["kind"], host: string): string {
  if (kind === "github" && host === "github.com") return publicApis.github as string;
  return `https://${host}${apiPaths[kind]}`;
}
