// The commands about tokens, through the whole system: made, used, listed, replaced, revoked.

import { afterAll, beforeAll, expect, test } from "vitest";
import { type ServerUnderTest, serverUnderTest } from "#test/support/server.ts";
import { trunklineHere } from "#test/support/trunkline.ts";

let server: ServerUnderTest;
beforeAll(async () => {
  server = await serverUnderTest({ "trunkline.yaml": "name: shop\n" });
});
afterAll(() => server[Symbol.asyncDispose]());

const withToken = (words: readonly string[], token: string) =>
  trunklineHere(words, { env: { TRUNKLINE_URL: server.url, TRUNKLINE_TOKEN: token } });

test("a token is all that `create` prints on stdout; what it may not is exit 3; revoked it is refused", async () => {
  const made = await server.trunkline(["tokens", "create", "nightly", "--scope", "read"]);
  expect(made.stdout).toMatch(/^trunkline_[0-9a-z]{12}_[\w-]{43}\n$/);
  const token = made.stdout.trim();
  expect(made.stderr).toContain("it is not shown again");
  expect(made.stderr).not.toContain(token.slice(-43));
  const refused = await withToken(["pipelines"], token);
  expect(refused.code).toBe(3);
  expect(refused.stderr).toContain("teams.yaml");
  const id = token.slice(10, 22);
  const list = await server.trunkline(["tokens", "list"]);
  expect(list.stdout).toMatch(new RegExp(`${id} +nightly +read +`));
  const rotated = await server.trunkline(["tokens", "rotate", id, "--overlap", "1h"]);
  expect(rotated.stdout).toMatch(/^trunkline_/);
  expect((await server.trunkline(["tokens", "list"])).stdout).toContain(
    `replaced by ${rotated.stdout.slice(10, 22)}`,
  );
  const revoked = await server.trunkline(["tokens", "revoke", id, "--reason", "leaked"]);
  expect(revoked.stdout).toBe(`Token ${id} is of no use any more\n`);
  expect((await withToken(["pipelines"], token)).stderr).toContain("refuses the token");
  expect(await server.json(["tokens", "list", "nightly", "--all"])).toHaveLength(2);
});

test("mistakes are said with what to do", async () => {
  const wrong = await server.trunkline(["tokens", "create", "Ada"]);
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain("such as nightly-export");
  const scope = await server.trunkline(["tokens", "create", "a", "--scope", "all"]);
  expect(scope.stderr).toContain('there is no action "all"');
  expect((await server.trunkline(["tokens", "revoke", "nothing"])).code).toBe(1);
});
