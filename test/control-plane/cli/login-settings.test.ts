// Options about getting in that can't be meant, and secrets that come from a file or a variable only.

import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { type AccessOptions, loginSettings } from "#cli/login-settings.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { trunklineHere } from "#test/support/trunkline.ts";

const none: AccessOptions = {
  ...{ tlsCert: undefined, tlsKey: undefined, plainHttp: false, trustProxy: [], oidcScope: [] },
  ...{ publicUrl: undefined, oidcIssuer: undefined, oidcClientId: undefined },
  ...{ oidcClientSecretFile: undefined, oidcNameClaim: "email", oidcGroupsClaim: "groups" },
  sessionHours: 12,
};
const settings = (options: Partial<AccessOptions>, env: NodeJS.ProcessEnv = {}) =>
  loginSettings({ ...none, ...options }, "/", env);
const oidcIssuer = "https://login.example/realms/main";

test.for([
  [{ tlsCert: "a.pem" }, "go together"],
  [{ publicUrl: "trunkline.example" }, "no address of a server"],
  [{ publicUrl: "https://trunkline.example/path" }, "no address of a server"],
  [{ publicUrl: "https://u:p@trunkline.example" }, "no address of a server"],
  [{ trustProxy: ["proxy.example"] }, "no address"],
  [{ trustProxy: ["10.0.0.0/8/8"] }, "no address"],
  [{ oidcClientId: "a" }, "needs --oidc-issuer"],
  [{ oidcIssuer }, "needs --oidc-client-id"],
  [{ oidcIssuer: "http://login.example", oidcClientId: "a" }, "no address with https"],
  [{ oidcIssuer: "login.example", oidcClientId: "a" }, "no address with https"],
  [{ oidcIssuer, oidcClientId: "a", oidcClientSecretFile: "/nowhere" }, "ENOENT"],
] as const)("%j is refused: %s", async ([options, why]) => {
  await expect(settings(options as Partial<AccessOptions>)).rejects.toThrow(why);
});

test("what is given is taken; without anything a server is in clear and nobody logs in", async () => {
  expect(await settings({})).toEqual({
    ...{ tls: null, plainHttp: false, trustProxy: [], publicUrl: null, login: null },
  });
  const given = await settings({
    ...{ oidcIssuer, oidcClientId: "a", publicUrl: "https://trunkline.example/", sessionHours: 1 },
    trustProxy: ["10.0.0.0/24", "::1"],
  });
  expect(given.publicUrl).toBe("https://trunkline.example");
  expect(given.login?.times).toEqual({ idleMs: 7_200_000, lifeMs: 3_600_000 });
});

test("there is no option for the client's secret itself: a process list shows none", async () => {
  const { stdout } = await trunklineHere(["server", "--help"]);
  expect(stdout).toContain("--oidc-client-secret-file");
  expect(stdout).not.toMatch(/--oidc-client-secret[ =]/);
  await using folder = temporaryDirectory();
  const file = path.join(folder.path, "secret");
  writeFileSync(file, "from-the-file\n");
  const both = { oidcIssuer, oidcClientId: "a", oidcClientSecretFile: file };
  expect(JSON.stringify(await settings(both))).not.toContain("from-the-file");
});
