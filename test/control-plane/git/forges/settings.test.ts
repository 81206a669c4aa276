// Settings of a forge: what follows from the repository's address, where secrets come from, and what is said without.

import { writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { anyHost } from "#git/forges/secrets.ts";
import { forgeName, readForge } from "#git/forges/settings.ts";
import { ForgeSettingsError } from "#git/forges/settings-error.ts";
import type { ForgeSpec } from "#schemas/types.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const env = { TRUNKLINE_FORGE_TOKEN: "the-token" };

test.each([
  [
    "github",
    "https://github.com/acme/finance.git",
    "https://api.github.com",
    "acme/finance",
    "github",
  ],
  ["github", "git@github.com:acme/finance.git", "https://api.github.com", "acme/finance", "github"],
  [
    ...([
      "github",
      "https://github.example/acme/finance",
      "https://github.example/api/v3",
    ] as const),
    ...(["acme/finance", "github at github.example"] as const),
  ],
  [
    ...(["gitlab", "https://gitlab.com/acme/eu/finance.git", "https://gitlab.com/api/v4"] as const),
    ...(["acme/eu/finance", "gitlab"] as const),
  ],
  [
    ...([
      "gitea",
      "ssh://git@git.example:2222/acme/finance.git",
      "https://git.example/api/v1",
    ] as const),
    ...(["acme/finance", "gitea at git.example"] as const),
  ],
] as const)("%s at %s", (kind, repository, api, named, name) => {
  const { forge } = readForge({ kind }, repository, env, anyHost);
  expect(forge).toMatchObject({ api, repository: named, comment: true, deployments: true });
  expect(forge && forgeName(forge)).toBe(name);
});

test("what is written goes before what follows from the address", () => {
  const spec = {
    kind: "github",
    api: "http://127.0.0.1:9/",
    repository: "a/b",
    token: "TRUNKLINE_FORGE_T",
  } as const;
  const { forge } = readForge(spec, "/srv/git/finance", { TRUNKLINE_FORGE_T: "x" }, anyHost);
  expect(forge).toMatchObject({
    ...{ api: "http://127.0.0.1:9", repository: "a/b", identity: { kind: "token", token: "x" } },
  });
});

test("an App's key is the text, or a file's", async () => {
  await using folder = temporaryDirectory();
  const file = `${folder.path}/key.pem`;
  writeFileSync(file, "-----BEGIN RSA PRIVATE KEY-----\nfrom the file");
  const read = (key: string) =>
    readForge(
      { kind: "github", app: { id: 7 } },
      "https://github.com/a/b",
      { TRUNKLINE_FORGE_APP_KEY: key },
      anyHost,
    ).forge?.identity;
  expect(read("-----BEGIN X")).toEqual({ kind: "app", id: "7", privateKey: "-----BEGIN X" });
  expect(read(file)).toMatchObject({ privateKey: expect.stringContaining("from the file") });
  expect(() => read("no-such-secret-file")).toThrow(ForgeSettingsError);
  expect(() => read("no-such-secret-file")).not.toThrow("no-such-secret-file");
});

test("the webhook's secret is its own; none hears whatever has an HMAC", () => {
  const secret = { TRUNKLINE_FORGE_WEBHOOK_SECRET: "0123456789abcdef" };
  const read = (kind: ForgeSpec["kind"], repository: string, given: NodeJS.ProcessEnv) =>
    readForge({ kind }, repository, given, anyHost);
  const github = read("github", "https://github.com/Acme/B", { ...env, ...secret });
  expect(github.webhook).toEqual({
    ...{ kind: "github", secret: "0123456789abcdef", repository: "acme/b" },
  });
  expect(read("none", "/srv/x", secret)).toEqual({
    forge: null,
    webhook: { kind: "generic", secret: "0123456789abcdef", repository: null },
  });
  expect(read("none", "/srv/x", {}).webhook).toBeNull();
});

test.each([
  [{ kind: "github" }, "https://github.com/a/b", {}, "TRUNKLINE_FORGE_TOKEN is not set"],
  [{ kind: "github" }, "/srv/git/finance", env, "doesn't follow from /srv/git/finance"],
  [{ kind: "github" }, "https://github.com/a/b/c", env, "doesn't follow from"],
  [{ kind: "gitea", repository: "a/b" }, "/srv/x", env, "the address of gitea's API"],
  [{ kind: "gitlab", app: { id: 1 } }, "https://x.example/a/b", env, "gitlab has no Apps"],
  [
    { kind: "none", webhookSecret: "TRUNKLINE_FORGE_S" },
    "/srv/x",
    { TRUNKLINE_FORGE_S: "short" },
    "TRUNKLINE_FORGE_S, the secret of the forge's webhook, has fewer than 16 characters",
  ],
] as const)("%o at %s: %o is refused", (spec, repository, given, message) => {
  expect(() => readForge(spec, repository, given, anyHost)).toThrow(message);
});
