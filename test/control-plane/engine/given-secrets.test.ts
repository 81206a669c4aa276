import { expect, test } from "vitest";
import { givenSecrets } from "#engine/given-secrets.ts";
import { task } from "#test/support/deploy.ts";

const key = "-----BEGIN KEY-----\nfirst-line-of-the-key\n-----END KEY-----";
const values = {
  "shop/token": "token-value",
  "shop/key": key,
  "shop/pgpass": "db:5432:*:u:password",
};

test("a secret is a variable or a file, never both; a file of several lines ends with a line's end", () => {
  const secretFiles = { SSH_KEY: "shop/key", PGPASSFILE: "shop/pgpass" };
  const given = givenSecrets(values, task("a", { secretFiles }));
  expect(given.env).toEqual({ TOKEN: "token-value" });
  expect(given.files).toEqual({ SSH_KEY: `${key}\n`, PGPASSFILE: "db:5432:*:u:password" });
  expect(given.values).toEqual(values);
});

test("what is in files is masked as the rest is", () => {
  const { masked } = givenSecrets(values, task("a", { secretFiles: { SSH_KEY: "shop/key" } }));
  const message = "token-value first-line-of-the-key";
  const result = { ending: "exited", exitCode: 1, signal: null, outputs: {}, message } as const;
  expect(masked(result).message).toBe("*** ***");
});

test("nothing but a command has variables and files", () => {
  const action = { kind: "http" } as never;
  const given = givenSecrets(values, task("a", { action, secretFiles: { SSH_KEY: "shop/key" } }));
  expect([given.env, given.files]).toEqual([{}, {}]);
});
