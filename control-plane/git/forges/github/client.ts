// GitHub's REST API by Octokit: as an App (key → installation → token that lives an hour) or with a token.
// Retries are the outbox's: it survives a restart, which a plugin that waits in memory does not.

import type { Octokit } from "@octokit/core";
import type { Endpoints } from "@octokit/types";
import { messageOf } from "#store/errors.ts";
import { ForgeError } from "../forge.ts";
import { type ForgeSettings, forgeName, requestTimeoutMs } from "../settings.ts";

type Route = keyof Endpoints;
type Parameters<R extends Route> = Omit<Endpoints[R]["parameters"], "owner" | "repo" | "baseUrl">;

export interface GitHubClient {
  /** `owner/name`. */
  readonly repository: string;
  /** One request of the repository. @throws ForgeError, which names `operation`. */
  ask<R extends Route>(
    operation: string,
    route: R,
    parameters: Parameters<R>,
  ): Promise<Endpoints[R]["response"]["data"]>;
  /** All pages; stops early where `until` holds for one item. */
  pages<R extends Route, T>(
    operation: string,
    route: R,
    parameters: Parameters<R>,
    itemsOf: (data: Endpoints[R]["response"]["data"]) => readonly T[],
    until?: (item: T) => boolean,
  ): Promise<T[]>;
  /** Ours, by which our comments are told from others': the App's id, or the login of the token's user if it has one. */
  self(): Promise<{ app: string } | { login: string | null }>;
}

const perPage = 100;
/** 10,000 items: a repository with more open changes or comments on one is looked at no further. */
const mostPages = 100;

/** Nothing is loaded or asked before the first request. */
export function githubClient(settings: ForgeSettings): GitHubClient {
  const { identity } = settings;
  const place = `${forgeName(settings)}, ${settings.repository}`;
  const [owner = "", repo = ""] = settings.repository.split("/");
  let opened: Promise<Octokit> | null = null;
  let login: Promise<string | null> | null = null;

  const octokit = (): Promise<Octokit> => {
    opened ??= open(settings, owner, repo).catch((error) => {
      opened = null;
      throw error;
    });
    return opened;
  };

  const send = async (operation: string, route: string, parameters: object) => {
    try {
      const client = await octokit();
      return await client.request(route, {
        ...parameters,
        // What a route has no place for would become a query.
        ...(route.includes("{owner}") ? { owner, repo } : {}),
        request: { signal: AbortSignal.timeout(requestTimeoutMs) },
      });
    } catch (error) {
      throw asForgeError(operation, place, error);
    }
  };

  return {
    repository: settings.repository,
    async ask(operation, route, parameters) {
      return (await send(operation, route, parameters)).data;
    },
    async pages(operation, route, parameters, itemsOf, until = () => false) {
      const all = [];
      for (let page = 1; page <= mostPages; page++) {
        const asked = { ...parameters, per_page: perPage, page };
        const { data, headers } = await send(operation, route, asked);
        const items = itemsOf(data);
        all.push(...items);
        if (items.some(until) || !/rel="next"/.test(headers.link ?? "")) break;
      }
      return all;
    },
    async self() {
      if (identity.kind === "app") return { app: identity.id };
      // A token of an Action or a fine-grained one may not ask who it is.
      login ??= send("asking who the token is", "GET /user", {}).then(
        ({ data }) => data.login,
        (error: ForgeError) => {
          const { status } = error.failure;
          if (status === 403 || status === 404) return null;
          login = null;
          throw error;
        },
      );
      return { login: await login };
    },
  };
}

async function open(settings: ForgeSettings, owner: string, repo: string): Promise<Octokit> {
  const { Octokit } = await import("@octokit/core");
  const { api: baseUrl, identity } = settings;
  const common = { baseUrl, userAgent: "trunkline", log: silent };
  if (identity.kind === "token") return new Octokit({ ...common, auth: identity.token });
  const { createAppAuth } = await import("@octokit/auth-app");
  const app = { appId: identity.id, privateKey: identity.privateKey };
  const asApp = new Octokit({ ...common, authStrategy: createAppAuth, auth: app });
  const { data } = await asApp.request("GET /repos/{owner}/{repo}/installation", {
    owner,
    repo,
    request: { signal: AbortSignal.timeout(requestTimeoutMs) },
  });
  const auth = { ...app, installationId: data.id };
  return new Octokit({ ...common, authStrategy: createAppAuth, auth });
}

/** Octokit writes deprecations and clock skews to the console by itself. */
const silent = { debug() {}, info() {}, warn() {}, error() {} };

function asForgeError(operation: string, place: string, error: unknown): ForgeError {
  if (error instanceof ForgeError) return error;
  const { status, response } = error as {
    status?: number;
    response?: {
      headers: Record<string, string | number | undefined>;
      data?: { message?: string };
    };
  };
  const headers = Object.entries(response?.headers ?? {}).map(([key, value]) => [
    key.toLowerCase(),
    String(value),
  ]);
  // Without an answer Octokit says 500, and keeps the cause.
  const answered = response !== undefined && status !== undefined;
  const said = response?.data?.message;
  return new ForgeError(operation, place, {
    status: answered ? status : null,
    headers: Object.fromEntries(headers),
    message: answered ? (said ?? "").slice(0, 300) : causeOf(error),
  });
}

/** Octokit and fetch each wrap what went wrong. */
function causeOf(error: unknown): string {
  let cause = error;
  while (cause instanceof Error && cause.cause) cause = cause.cause;
  return messageOf(cause).slice(0, 300);
}
