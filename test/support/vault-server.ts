// A server that answers as HashiCorp documents Vault's HTTP API (KV version 2, AppRole, tokens), and refuses whatever else
// it is asked: for tests where no `vault` is installed.

import { answer, type WebServer, webServer } from "./web-server.ts";

export interface VaultServer extends AsyncDisposable {
  url: string;
  /** Fields by path below `secret/`, each a list of versions; null is a deleted one. */
  entries: Map<string, (Record<string, unknown> | null)[]>;
  /** Valid tokens, with how long they live in seconds. */
  tokens: Map<string, { ttl: number; renewable: boolean; renewed: number }>;
  /** May read `secret/`; else every read is refused. */
  policy: { read: boolean };
  sealed: boolean;
  /** Answers nothing at all. */
  silent: boolean;
  logins: number;
  /** Seconds that a token of a login lives. */
  loginTtl: number;
  /** What was asked wrongly. */
  faults: string[];
  asked: WebServer["asked"];
}

export const role = { roleId: "role-1", secretId: "secret-id-1" };

export async function vaultServer(): Promise<VaultServer> {
  const server = await webServer(({ method, path, headers, body }, response) => {
    const refuse = (status: number, ...errors: string[]) => answer(response, status, { errors });
    if (state.silent) return;
    if (state.sealed) return refuse(503, "Vault is sealed");
    if (headers["x-vault-request"] !== "true") state.faults.push(`${path}: no X-Vault-Request`);
    if (method === "POST" && path === "/v1/auth/approle/login") {
      const given = JSON.parse(body) as Record<string, string>;
      if (headers["content-type"] !== "application/json") state.faults.push("login: no JSON");
      if (given.role_id !== role.roleId || given.secret_id !== role.secretId)
        return refuse(400, "invalid role or secret ID");
      const token = `hvs.login-${++state.logins}`;
      state.tokens.set(token, { ttl: state.loginTtl, renewable: true, renewed: 0 });
      return answer(response, 200, {
        auth: { client_token: token, lease_duration: state.loginTtl, renewable: true },
      });
    }
    const held = state.tokens.get(String(headers["x-vault-token"]));
    if (held === undefined) return refuse(403, "permission denied", "invalid token");
    if (method === "GET" && path === "/v1/auth/token/lookup-self")
      return answer(response, 200, { data: { ttl: held.ttl, renewable: held.renewable } });
    if (method === "POST" && path === "/v1/auth/token/renew-self") {
      held.renewed++;
      return answer(response, 200, { auth: { lease_duration: held.ttl, renewable: true } });
    }
    const entry = /^\/v1\/secret\/data\/(.+)$/.exec(path)?.[1];
    if (method !== "GET" || entry === undefined || body !== "") {
      state.faults.push(`${method} ${path}`);
      return refuse(405, "unsupported operation");
    }
    if (!state.policy.read) return refuse(403, "1 error occurred:\n\t* permission denied\n\n");
    const versions = state.entries.get(decodeURIComponent(entry));
    if (versions === undefined) return refuse(404);
    const data = versions.at(-1) ?? null;
    const metadata = { version: versions.length, deletion_time: data === null ? "2026-01-01" : "" };
    return answer(response, data === null ? 404 : 200, { data: { data, metadata } });
  });
  const state = {
    url: server.url,
    entries: new Map() as VaultServer["entries"],
    tokens: new Map() as VaultServer["tokens"],
    policy: { read: true },
    sealed: false,
    silent: false,
    logins: 0,
    loginTtl: 3600,
    faults: [] as string[],
    asked: server.asked,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
  return state;
}
