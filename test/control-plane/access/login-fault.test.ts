import { expect, test } from "vitest";
import { LoginFault, readableFault } from "#access/login-fault.ts";

test("what was sent is in no reason, whatever the library's error says", () => {
  const error = Object.assign(new Error("got eyJhbGciOi…"), { code: "OAUTH_INVALID_RESPONSE" });
  expect(readableFault(error)).toMatchObject({ isProviders: false });
  expect(readableFault(error).message).not.toContain("eyJ");
  const said = Object.assign(new Error("x"), { error: "access_denied", error_description: "<b>" });
  expect(readableFault(said).message).toBe("the login was refused at the identity provider");
  expect(readableFault(Object.assign(new Error("x"), { error: "weird<script>" })).message).toBe(
    "the identity provider refuses the login",
  );
  expect(
    readableFault(Object.assign(new Error("x"), { error: "invalid_client" })).isProviders,
  ).toBe(true);
  const fault = new LoginFault("as it is");
  expect(readableFault(fault)).toBe(fault);
});
