// Fetching by ssh: the real git, and in ssh's place a script that runs the server's command here.

import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { openSource } from "#git/open.ts";
import { TestRepository, temporaryFolder } from "#test/support/repository.ts";
import { expectGitError } from "../source.contract.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

it("isomorphic-git #1419: fetches by ssh through native git only", async () => {
  using repository = new TestRepository();
  using folder = temporaryFolder();
  const tip = repository.commit({ a: "1" });
  const ssh = join(folder.path, "ssh");
  writeFileSync(
    ssh,
    `#!/bin/sh\necho "$@" >> ${folder.path}/calls\nfor last; do :; done\nexec sh -c "$last"\n`,
  );
  chmodSync(ssh, 0o755);
  vi.stubEnv("GIT_SSH_COMMAND", ssh);
  const address = `git@git.example:${repository.path}/.git`;
  const open = (transport: "native" | "isomorphic") =>
    openSource({ repository: address, transport, cacheDir: join(folder.path, "cache") });
  const source = await open("native");
  expect(await source.remoteTip("main")).toBe(tip);
  expect(await source.fetch("main")).toBe(tip);
  expect((await source.readCommit(tip)).message).toBe("Change\n");
  await source.close();
  expect(readFileSync(join(folder.path, "calls"), "utf8")).toContain("git@git.example");
  const error = await expectGitError(open("isomorphic"), "unreachable");
  expect(error.message).toContain("native git");
});
