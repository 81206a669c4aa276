// Where the secrets of forges go: to the host that each is for, whatever a registration says.

import { describe, expect, test } from "vitest";
import { anyHost, hostOfControl, type OwnHost } from "#git/forges/secrets.ts";
import { readForge } from "#git/forges/settings.ts";
import type { ForgeSpec } from "#schemas/types.ts";

const control = hostOfControl("https://git.example/control.git");

function identity(
  spec: ForgeSpec,
  repository: string,
  env: NodeJS.ProcessEnv,
  isOwn: OwnHost = control,
) {
  const read = readForge(spec, repository, env, isOwn).forge?.identity;
  return read?.kind === "app" ? read.privateKey : read?.token;
}

describe("a registration", () => {
  const elsewhere = { kind: "gitea", api: "https://evil.example/api/v1" } as const;
  const own = "https://git.example/acme/finance";

  test("has no other variable of the server sent to a forge", () => {
    const env = { DATABASE_URL: "postgres://secret" };
    const read = () => identity({ ...elsewhere, token: "DATABASE_URL" }, own, env, anyHost);
    expect(read).toThrow("DATABASE_URL can't hold the token of gitea");
    expect(read).not.toThrow("postgres://");
    const webhook = () =>
      readForge({ kind: "none", webhookSecret: "DATABASE_URL" }, own, env, anyHost);
    expect(webhook).toThrow("DATABASE_URL can't hold the secret of the forge's webhook");
  });

  test("has no token sent to another host than the control repository's, unless it is for that host", () => {
    const env = { TRUNKLINE_FORGE_TOKEN: "one" };
    expect(identity({ kind: "gitea" }, own, env)).toBe("one");
    expect(() => identity(elsewhere, own, env)).toThrow(
      "TRUNKLINE_FORGE_TOKEN names no host, and is not sent to evil.example",
    );
    expect(() => identity({ kind: "gitlab" }, "https://other.example/a/b", env)).toThrow(
      "is not sent to other.example",
    );
    const bound = { TRUNKLINE_FORGE_TOKEN: "git.example=one other.example:8443=two" };
    expect(identity({ kind: "gitea" }, own, bound)).toBe("one");
    expect(identity({ kind: "gitlab" }, "https://other.example:8443/a/b", bound)).toBe("two");
    expect(() => identity(elsewhere, own, bound, anyHost)).toThrow(
      "TRUNKLINE_FORGE_TOKEN has nothing for evil.example",
    );
  });

  test("has no App's key sign for another host", () => {
    const pem = "-----BEGIN RSA PRIVATE KEY-----\nab=\n";
    const app = { kind: "github", app: { id: 7, key: "TRUNKLINE_FORGE_ACME_KEY" } } as const;
    const read = (value: string, spec: ForgeSpec = app) =>
      identity(spec, "https://github.com/acme/x", { TRUNKLINE_FORGE_ACME_KEY: value });
    expect(read(`github.com=${pem}`)).toBe(pem);
    expect(() => read(pem)).toThrow("names no host, and is not sent to api.github.com");
    const evil = { ...app, api: "https://evil.example/api/v3" };
    expect(() => read(`github.com=${pem}`, evil)).toThrow("has nothing for evil.example");
  });

  test("has no secret sent in the clear", () => {
    const env = { TRUNKLINE_FORGE_TOKEN: "git.example=one localhost:3000=two" };
    const at = (api: string) => identity({ kind: "gitea", api }, own, env);
    expect(() => at("http://git.example/api/v1")).toThrow("by https only");
    expect(at("http://localhost:3000/api/v1")).toBe("two");
    expect(() => at("http://localhost.evil.example/api/v1")).toThrow("by https only");
  });
});

test("the control repository's host is its own, by https and ssh; a folder has none", () => {
  expect(hostOfControl("git@github.com:acme/control.git")("api.github.com")).toBe(true);
  expect(hostOfControl("ssh://git@git.example:2222/control")("git.example")).toBe(true);
  expect(hostOfControl("https://git.example:8443/control")("git.example")).toBe(false);
  expect(hostOfControl("/srv/control")("git.example")).toBe(false);
});

test("what is no entry is refused without showing it", () => {
  const read = () =>
    identity({ kind: "gitea" }, "https://git.example/a/b", {
      TRUNKLINE_FORGE_TOKEN: "git.example=one hidden",
    });
  expect(read).toThrow("entry 2 in TRUNKLINE_FORGE_TOKEN is not HOST=TOKEN");
  expect(read).not.toThrow("hidden");
});
