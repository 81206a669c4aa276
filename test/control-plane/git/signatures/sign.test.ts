import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readSigner, type SshSigner } from "#git/signatures/sign.ts";
import { readSshSignature } from "#git/signatures/ssh-signature.ts";
import { hasSshKeygen, KeyRing } from "#test/support/signing.ts";

const keys = new KeyRing();
afterAll(() => keys[Symbol.dispose]());

const payload = Buffer.from("what is signed\n");

test("ssh-keygen verifies what is signed, for its purpose alone, and it is the same each time", async (context) => {
  if (!hasSshKeygen) return context.skip("ssh-keygen is not installed");
  const key = keys.ssh();
  const signer = (await readSigner(readFileSync(key.file, "utf8"))) as SshSigner;
  expect(signer.fingerprint).toBe(key.fingerprint);
  const signature = signer.sign(payload, "report");
  expect(signer.sign(payload, "report")).toBe(signature);
  const read = readSshSignature(signature, "report");
  expect([read.isOf(payload), read.isOf(Buffer.from("another"))]).toEqual([true, false]);

  const [signed, allowed] = [join(keys.path, "payload.sig"), join(keys.path, "allowed")];
  writeFileSync(signed, signature);
  writeFileSync(allowed, `ada@example.com ${key.publicKey}\n`);
  const verifies = (purpose: string): boolean => {
    const words = ["-Y", "verify", "-f", allowed, "-I", "ada@example.com", "-n", purpose];
    return spawnSync("ssh-keygen", [...words, "-s", signed], { input: payload }).status === 0;
  };
  expect([verifies("report"), verifies("git")]).toEqual([true, false]);
  // Byte for byte as OpenSSH makes it.
  const theirs = spawnSync("ssh-keygen", ["-Y", "sign", "-f", key.file, "-n", "report", "-q"], {
    input: payload,
    encoding: "utf8",
  });
  expect(signature).toBe(theirs.stdout);
});

test("a key that can't sign is refused, in words that have nothing of it", async (context) => {
  if (!hasSshKeygen) return context.skip("ssh-keygen is not installed");
  const text = (file: string) => readFileSync(file, "utf8");
  const own = keys.ssh();
  const locked = keys.ssh();
  spawnSync("ssh-keygen", ["-p", "-q", "-P", "", "-N", "secret", "-f", locked.file]);
  expect(await readSigner(text(locked.file))).toBe(
    "it has a passphrase, which nobody is there to give",
  );
  expect(await readSigner(text(`${own.file}.pub`))).toBe("it is a public key");
  expect(await readSigner(text(keys.ssh("ecdsa", 256).file))).toBe(
    "it is of the kind ecdsa-sha2-nistp256, not ssh-ed25519",
  );
  expect(await readSigner("hunter2")).toBe("it is no private key as ssh-keygen writes it");
});
