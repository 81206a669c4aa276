// Tokens per host: each goes to its own, and what is no entry is refused without being shown.

import { writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { credentialsFrom } from "#git/credentials.ts";
import { temporaryFolder } from "#test/support/repository.ts";

test("one token is for the host of the repository that the command names", () => {
  const tokens = credentialsFrom({ TRUNKLINE_GIT_TOKEN: "one" }, "https://Git.example/finance.git");
  expect(tokens("git.example")).toBe("one");
  expect(tokens("git.example:8443")).toBeNull();
  expect(tokens("elsewhere.example")).toBeNull();
  for (const repository of [
    "/srv/git/finance",
    "git@git.example:finance.git",
    null,
    "https://a:b@c",
  ])
    expect(credentialsFrom({ TRUNKLINE_GIT_TOKEN: "one" }, repository)("git.example")).toBeNull();
});

test("tokens by host, from the variable and from a file; the variable's go first", () => {
  using folder = temporaryFolder();
  const file = `${folder.path}/tokens`;
  writeFileSync(file, "# of the forge\ngit.example=from-file\nother.example:8443=user:pass=word\n");
  const env = {
    TRUNKLINE_GIT_TOKENS_FILE: file,
    TRUNKLINE_GIT_TOKENS: " git.example=from-variable  [::1]:3000=six ",
    TRUNKLINE_GIT_TOKEN: "single",
  };
  const tokens = credentialsFrom(env, "https://control.example/c.git");
  expect(tokens("git.example")).toBe("from-variable");
  expect(tokens("other.example:8443")).toBe("user:pass=word");
  expect(tokens("[::1]:3000")).toBe("six");
  expect(tokens("control.example")).toBe("single");
});

test("what is no entry is refused, and not shown", () => {
  for (const entry of [
    "s3cret",
    "https://git.example=s3cret",
    "git.example=",
    "=s3cret",
    "a b=s3cret",
  ]) {
    const read = () => credentialsFrom({ TRUNKLINE_GIT_TOKENS: `ok.example=x ${entry}` }, null);
    expect(read).toThrow(/^entry 2 in TRUNKLINE_GIT_TOKENS is not HOST=TOKEN/);
    expect(read).not.toThrow(/s3cret/);
  }
  expect(() => credentialsFrom({ TRUNKLINE_GIT_TOKENS_FILE: "/nowhere/tokens" }, null)).toThrow(
    /\/nowhere\/tokens can't be read: ENOENT/,
  );
});
