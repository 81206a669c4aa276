import { expect, test } from "vitest";
import { onlyLocal } from "#access/access.ts";
import { actions } from "#core/access/action.ts";
import type { Identity } from "#core/access/identity.ts";

const identity = (kind: Identity["kind"]): Identity => ({
  kind,
  name: "someone",
  groups: ["admins"],
  mfa: true,
  scopes: null,
});
const all = Object.values(actions).flat();

test("without teams and policies the local token may everything, and nobody else anything", () => {
  for (const action of all) {
    expect(onlyLocal.decide(identity("local"), action, { kind: "server" }).allowed).toBe(true);
    for (const kind of ["user", "robot", "run"] as const)
      expect(onlyLocal.decide(identity(kind), action, { kind: "server" }).allowed).toBe(false);
  }
});

test("no two actions share a name", () => {
  expect(new Set(all).size).toBe(all.length);
});
