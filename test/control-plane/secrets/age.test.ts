import { execFileSync } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type TestContext, test } from "vitest";
import {
  decryptWith,
  encryptFor,
  newIdentity,
  readIdentities,
  readIdentityFile,
} from "#secrets/age.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

function ageTool(context: TestContext): void {
  try {
    execFileSync("age", ["--version"], { stdio: "ignore" });
  } catch {
    context.skip("the age tool is not installed");
  }
}

const value = "pa\"ss 'wörd'\nof two lines";

test("a value comes back for each recipient, and for nobody else", async () => {
  const [one, two, other] = [await newIdentity(), await newIdentity(), await newIdentity()];
  const armored = await encryptFor([one.recipient, two.recipient], value);
  expect(armored).toMatch(/^-----BEGIN AGE ENCRYPTED FILE-----\n/);
  for (const { text } of [one, two]) {
    const opened = await decryptWith(await readIdentities(text, "test"), armored);
    expect(Buffer.from(opened ?? []).toString()).toBe(value);
  }
  expect(await decryptWith(await readIdentities(other.text, "test"), armored)).toBe(null);
});

test("the age tool opens what we encrypt, and we open what it encrypts", async (context) => {
  ageTool(context);
  await using folder = temporaryDirectory();
  const key = join(folder.path, "key");
  execFileSync("age-keygen", ["-o", key], { stdio: "ignore" });
  const recipient = execFileSync("age-keygen", ["-y", key], { encoding: "utf8" }).trim();
  const armored = await encryptFor([recipient], value);
  const opened = execFileSync("age", ["-d", "-i", key], { input: armored, encoding: "utf8" });
  expect(opened).toBe(value);
  const theirs = execFileSync("age", ["-a", "-r", recipient], { input: value, encoding: "utf8" });
  const ours = await decryptWith(await readIdentityFile(key), theirs);
  expect(Buffer.from(ours ?? []).toString()).toBe(value);
});

test("the age tool opens values for a key that we made", async (context) => {
  ageTool(context);
  await using folder = temporaryDirectory();
  const key = join(folder.path, "key");
  const { text, recipient } = await newIdentity();
  writeFileSync(key, text, { mode: 0o600 });
  expect(execFileSync("age-keygen", ["-y", key], { encoding: "utf8" }).trim()).toBe(recipient);
});

test("a file that everybody may read, or that has no key, is refused without what is in it", async () => {
  await using folder = temporaryDirectory();
  const key = join(folder.path, "key");
  const { text } = await newIdentity();
  writeFileSync(key, text);
  chmodSync(key, 0o644);
  await expect(readIdentityFile(key)).rejects.toThrow(/every user of this host: chmod 600/);
  chmodSync(key, 0o600);
  expect(await readIdentityFile(key)).toHaveLength(1);
  writeFileSync(key, "AGE-SECRET-KEY-1BROKEN\n");
  await expect(readIdentityFile(key)).rejects.toThrow(/^(?!.*BROKEN).*has no identity of age/);
  await expect(readIdentityFile(join(folder.path, "none"))).rejects.toThrow(/ENOENT/);
});

test("a recipient that is none is named", async () => {
  await expect(encryptFor(["ssh-ed25519 AAAA"], "x")).rejects.toThrow(
    /"ssh-ed25519 AAAA" is no recipient/,
  );
});
