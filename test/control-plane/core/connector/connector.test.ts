import { expect, test } from "vitest";
import { authKind, authsOf, isOver, limitsOf, secretsOfAuth } from "#core/connector/connector.ts";

test("limits have defaults", () => {
  expect(limitsOf({})).toMatchObject({ everyMs: 5_000, upToMs: 60_000, unknownMs: 900_000 });
  expect(limitsOf({ limits: { every: "1s", perMinute: 60 } })).toMatchObject({
    everyMs: 1_000,
    perMinute: 60,
  });
});

test("secrets of each kind of proof, those in the texts of a login too", () => {
  expect(secretsOfAuth({ bearer: "token" })).toEqual(["token"]);
  const login = { json: { user: "${{ connection.user }}", password: "${{ secret.password }}" } };
  expect(secretsOfAuth({ login: { request: login, token: "response.body.t" } })).toEqual([
    "password",
  ]);
  const aws = { service: "states", region: "x", accessKeyId: "id", secretAccessKey: "key" };
  expect(secretsOfAuth({ awsSigV4: { ...aws, sessionToken: "session" } })).toEqual(["id", "key"]);
});

test("one kind of proof, or a list of them", () => {
  expect(authsOf({})).toEqual([]);
  expect(authsOf({ auth: { bearer: "a" } })).toHaveLength(1);
  expect(authsOf({ auth: [{ bearer: "a" }, { bearer: "b" }] }).map(authKind)).toEqual([
    "bearer",
    "bearer",
  ]);
});

test("which states are ends", () => {
  expect(["queued", "running", "unknown"].some((state) => isOver(state as "queued"))).toBe(false);
  expect(
    ["succeeded", "failed", "cancelled", "gone"].every((state) => isOver(state as "gone")),
  ).toBe(true);
});
