// `trunkline login` against a real identity provider: a code, a browser elsewhere, a session that commands use, and its end.

import { statSync } from "node:fs";
import { expect, test } from "vitest";
import { connectProvider } from "#access/oidc.ts";
import { sessionDefaults } from "#access/sessions.ts";
import { storedLogin } from "#cli/login-file.ts";
import { Browser } from "#test/support/browser.ts";
import { identityProvider } from "#test/support/identity-provider.ts";
import { serverUnderTest } from "#test/support/server.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { trunklineHere } from "#test/support/trunkline.ts";
import { running } from "#test/support/up.ts";

const claims = { name: "email", groups: "groups" };

test("a person logs in by a code, commands go by the session, logout ends it here and there", async () => {
  await using folder = temporaryDirectory();
  await using idp = await identityProvider();
  const { url: issuer, clientId, clientSecret } = idp;
  const provider = connectProvider({ issuer, clientId, clientSecret, claims, scopes: ["email"] });
  const login = { provider, claims, times: sessionDefaults };
  await using server = await serverUnderTest(
    { "trunkline.yaml": "name: shop\n" },
    { access: { tls: null, plainHttp: false, trustProxy: [], publicUrl: null, login } },
  );
  idp.lead([`${server.url}/login/callback`]);
  idp.person = { sub: "1", email: "ada@example.com", email_verified: true };
  const env = { XDG_CONFIG_HOME: folder.path, TRUNKLINE_URL: server.url };
  const call = (...words: string[]) => trunklineHere(words, { env });

  expect((await call("status")).stderr).toContain(`trunkline login ${server.url}`);
  await using logging = running(["login", server.url], { env });
  await logging.said("compare the code");
  const address = /^Open (\S+)$/m.exec(logging.printed())?.[1] as string;
  await new Browser().visit(address);
  const ended = await logging.ended;
  expect(ended.stdout).toBe(`Logged in to ${server.url} as ada@example.com\n`);
  expect(ended.code).toBe(0);
  const kept = await storedLogin(server.url, env, Date.now());
  expect(kept).toMatchObject({ name: "ada@example.com" });
  expect(ended.stdout + ended.stderr).not.toContain(kept?.token);
  expect(statSync(`${folder.path}/trunkline/logins.json`).mode & 0o777).toBe(0o600);

  // Known, and without rights while there are no teams: exit 3, with what to set up.
  const status = await call("status");
  expect([status.code, status.stderr]).toEqual([
    3,
    expect.stringContaining("ada@example.com may do nothing here yet"),
  ]);
  expect((await server.trunkline(["users", "list"])).stdout).toMatch(/ada@example\.com .* 1\n/);

  expect((await call("logout")).stdout).toBe(`Logged out of ${server.url}\n`);
  expect((await call("status")).stderr).toContain("needs a token");
  const stolen = { TRUNKLINE_URL: server.url, TRUNKLINE_TOKEN: kept?.token as string };
  expect((await trunklineHere(["status"], { env: stolen })).stderr).toContain("refuses the token");
  expect((await call("logout")).stdout).toBe(`Nobody was logged in to ${server.url}\n`);
  expect((await server.trunkline(["users", "forget", "ada@example.com"])).code).toBe(0);
  expect((await server.trunkline(["users", "logout", "ada@example.com"])).code).toBe(1);
});

test("a server without TLS elsewhere is not logged in to, and one without a provider says so", async () => {
  const env = { XDG_CONFIG_HOME: "/nowhere" };
  const clear = await trunklineHere(["login", "http://trunkline.example"], { env });
  expect([clear.code, clear.stderr]).toEqual([2, expect.stringContaining("without TLS")]);
  expect((await trunklineHere(["login"], { env })).code).toBe(2);
  await using server = await serverUnderTest({ "trunkline.yaml": "name: shop\n" });
  const none = await trunklineHere(["login", server.url], { env });
  expect([none.code, none.stderr]).toEqual([1, expect.stringContaining("--oidc-issuer")]);
});
