import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { SecretFault } from "#secrets/provider.ts";
import { fileSecrets } from "#secrets/providers/files.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { providerContract, question } from "../provider.contract.ts";

providerContract("files", async () => {
  const folder = temporaryDirectory();
  const pathOf = (name: string) => join(folder.path, "secrets", name);
  return {
    provider: fileSecrets(join(folder.path, "secrets")),
    put: async (name, value) => {
      mkdirSync(dirname(pathOf(name)), { recursive: true });
      writeFileSync(pathOf(name), value);
    },
    remove: async (name) => rmSync(pathOf(name)),
    breakIt: async () => {
      rmSync(pathOf("token"));
      execFileSync("mkfifo", [pathOf("token")]);
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
});

test("mounts without folders, and as Kubernetes renews them", async () => {
  await using folder = temporaryDirectory();
  const source = fileSecrets(folder.path);
  for (const [version, value] of [
    ["..1", "old"],
    ["..2", "new"],
  ] as const) {
    mkdirSync(join(folder.path, version));
    writeFileSync(join(folder.path, version, "finance__token"), value);
  }
  symlinkSync("..1", join(folder.path, "..data"));
  symlinkSync("..data/finance__token", join(folder.path, "finance__token"));
  expect(await source.read(question("finance/token"))).toBe("old");
  rmSync(join(folder.path, "..data"));
  symlinkSync("..2", join(folder.path, "..data"));
  expect(await source.read(question("finance/token"))).toBe("new");
});

test("a link out of the folder is refused", async () => {
  await using folder = temporaryDirectory();
  mkdirSync(join(folder.path, "in"));
  writeFileSync(join(folder.path, "outside"), "root:x:0");
  symlinkSync("../outside", join(folder.path, "in", "token"));
  const reading = fileSecrets(join(folder.path, "in")).read(question("token"));
  await expect(reading).rejects.toThrow(SecretFault);
  await expect(reading).rejects.toThrow(/leads out of its folder/);
});
