import { expect, test } from "vitest";
import { personFrom } from "#core/access/claims.ts";
import type { Identity } from "#core/access/identity.ts";

const names = { name: "email", groups: "groups" };
const ada = { sub: "1", email: "Ada@Example.com", email_verified: true };

test("the name is the address in small letters, groups are each once, and a second factor is what the provider calls so", () => {
  expect(personFrom({ ...ada, groups: ["b", "a", "b"], amr: ["pwd", "mfa"] }, names)).toEqual({
    ...{ kind: "user", name: "ada@example.com", groups: ["a", "b"], mfa: true, scopes: null },
  });
  expect(personFrom({ ...ada, groups: "one" }, names)).toMatchObject({
    groups: ["one"],
    mfa: false,
  });
  expect(personFrom({ ...ada, amr: "mfa" }, names)).toMatchObject({ mfa: false });
  expect(personFrom({ ...ada, amr: ["otp"] }, names)).toMatchObject({ mfa: false });
});

test("groups that are no texts, empty, endless or of control characters are left out", () => {
  const groups = ["ok", 7, null, {}, "", "a\nb", "x".repeat(201), ["a"]];
  expect(personFrom({ ...ada, groups }, names)).toMatchObject({ groups: ["ok"] });
  const many = Array.from({ length: 5_000 }, (_, n) => `g${n}`);
  expect((personFrom({ ...ada, groups: many }, names) as Identity).groups).toHaveLength(1_000);
  expect(personFrom({ ...ada, groups: { admin: true } }, names)).toMatchObject({ groups: [] });
});

test.for([
  [undefined, "ok"],
  [true, "ok"],
  ["true", "ok"],
  [false, "no"],
  ["false", "no"],
  [null, "no"],
  [0, "no"],
])("an address with email_verified %j: %s", ([email_verified, expected]) => {
  const { email_verified: _, ...rest } = ada;
  const found = personFrom(
    { ...rest, ...(email_verified === undefined ? {} : { email_verified }) },
    names,
  );
  expect(typeof found).toBe(expected === "ok" ? "object" : "string");
});

test.for([
  ...[undefined, "", 7, null, ["ada@example.com"], "a b", "a\u0000b", "a\u202eb", "a\u200bb"],
  ...["local-token", "local-browser", "deadline", "x".repeat(201)],
])("%j is nobody's name, and is not repeated in the reason", (email) => {
  const found = personFrom({ ...ada, email }, names);
  expect(typeof found).toBe("string");
  if (typeof email === "string" && email.length > 3) expect(found).not.toContain(email);
});

test("another claim is the name as it stands", () => {
  const other = { name: "preferred_username", groups: "roles" };
  expect(personFrom({ preferred_username: "Ada", roles: ["r"] }, other)).toMatchObject({
    ...{ name: "Ada", groups: ["r"] },
  });
});
