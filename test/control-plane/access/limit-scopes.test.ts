import { expect, test } from "vitest";
import type { Access } from "#access/access.ts";
import { limitedByScopes } from "#access/limit-scopes.ts";
import type { Identity } from "#core/access/identity.ts";

const all: Access = {
  version: "all",
  decide: () => ({ allowed: true, policies: ["p"], errors: [] }),
};
const robot = (scopes: string[] | null): Identity => ({
  ...{ kind: "robot", name: "r", groups: [], mfa: false, scopes },
});

test("what a token is not for is refused, whatever policies permit, and what they refuse stays refused", () => {
  const access = limitedByScopes(all);
  expect(access.version).toBe("all");
  expect(access.decide(robot(null), "sync", { kind: "server" }).allowed).toBe(true);
  expect(access.decide(robot(["sync"]), "sync", { kind: "server" }).policies).toEqual(["p"]);
  expect(access.decide(robot(["read"]), "sync", { kind: "server" })).toMatchObject({
    allowed: false,
    policies: ["built-in#token-scopes"],
  });
  const none: Access = { ...all, decide: () => ({ allowed: false, policies: [], errors: [] }) };
  expect(limitedByScopes(none).decide(robot(["sync"]), "sync", { kind: "server" }).allowed).toBe(
    false,
  );
});
