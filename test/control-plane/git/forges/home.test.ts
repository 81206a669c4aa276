import { expect, test } from "vitest";
import { homeOf } from "#git/forges/home.ts";

test.for([
  ["github", "https://api.github.com", "https://github.com/acme/estate"],
  ["github", "https://ghe.example/api/v3", "https://ghe.example/acme/estate"],
  ["gitlab", "https://gitlab.com/api/v4", "https://gitlab.com/acme/estate"],
  ["gitlab", "https://git.example/gitlab/api/v4", "https://git.example/gitlab/acme/estate"],
  ["gitea", "https://git.example/api/v1", "https://git.example/acme/estate"],
  ["gitea", "https://git.example:3000/anything", null],
] as const)("the page of a repository on %s at %s", ([kind, api, url]) => {
  expect(homeOf({ kind, api, repository: "acme/estate" })).toEqual(url && { kind, url });
});
