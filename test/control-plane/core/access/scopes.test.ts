import { expect, test } from "vitest";
import { beyondScopes, everyAction, isInScope, unknownScopes } from "#core/access/scopes.ts";

test("scopes narrow: without any everything is in scope, else only what they name", () => {
  expect(isInScope({ scopes: null }, "breakGlass")).toBe(true);
  expect(isInScope({ scopes: ["read"] }, "read")).toBe(true);
  expect(isInScope({ scopes: ["read"] }, "readLogs")).toBe(false);
  expect(isInScope({ scopes: [] }, "read")).toBe(false);
});

test("a scope that is no action's name is found", () => {
  expect(unknownScopes([...everyAction])).toEqual([]);
  expect(unknownScopes(["read", "Read", "*", "admin"])).toEqual(["Read", "*", "admin"]);
});

test("who is limited can't hand on more than it has, nor no limit at all", () => {
  expect(beyondScopes(null, null)).toEqual([]);
  expect(beyondScopes(["read", "manageAccess"], ["read"])).toEqual([]);
  expect(beyondScopes(["manageAccess"], ["read"])).toEqual(["read"]);
  expect(beyondScopes(["manageAccess"], null)).toHaveLength(everyAction.length - 1);
  expect(beyondScopes([...everyAction], null)).toEqual([]);
});
