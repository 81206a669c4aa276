// Options of `up` and `server` that name a forge.

import { expect, test } from "vitest";
import { type ForgeOptions, forgeSpec } from "#cli/forge-spec.ts";

const none: ForgeOptions = {
  ...{ forge: undefined, forgeApi: undefined, forgeRepository: undefined, forgeApp: undefined },
};
const url = "https://github.com/acme/finance.git";
const env = { TRUNKLINE_FORGE_TOKEN: "t" };

test("nothing without --forge; with it what a registration would say", () => {
  expect(forgeSpec(none, url, {})).toBeNull();
  expect(forgeSpec({ ...none, forge: "github" }, url, env)).toEqual({ kind: "github" });
  const all = {
    ...{ forge: "gitea", forgeApi: "https://git.example/api/v1", forgeRepository: "a/b" },
    forgeApp: undefined,
  };
  expect(forgeSpec(all, "/srv/git", env)).toEqual({
    ...{ kind: "gitea", api: "https://git.example/api/v1", repository: "a/b" },
  });
});

test.each<[Partial<ForgeOptions>, string, NodeJS.ProcessEnv, string]>([
  [{ forge: "bitbucket" }, url, env, "--forge bitbucket is no kind of forge"],
  [{ forgeApp: 7 }, url, env, "need --forge"],
  [{ forge: "github" }, url, {}, "TRUNKLINE_FORGE_TOKEN is not set"],
  [{ forge: "github", forgeApp: 7 }, url, env, "TRUNKLINE_FORGE_APP_KEY is not set"],
  [{ forge: "github" }, "../finance", env, "doesn't follow from ../finance"],
  [
    { forge: "github", forgeApi: "https://me:secret@git.example" },
    url,
    env,
    "--forge-api is no URL",
  ],
])("%o is refused at %s", (options, repository, given, message) => {
  expect(() => forgeSpec({ ...none, ...options }, repository, given)).toThrow(message);
});
