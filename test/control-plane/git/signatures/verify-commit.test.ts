import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { readTrust, type TrustTexts } from "#core/signatures/trust.ts";
import { verifyCommit } from "#git/signatures/verify-commit.ts";
import { wireString } from "#git/signatures/wire.ts";
import { TestRepository } from "#test/support/repository.ts";
import { foldedSignature as folded, securityKey } from "#test/support/security-key.ts";
import { hasGpg, hasSshKeygen, KeyRing, rawCommit, signWith } from "#test/support/signing.ts";

const keys = new KeyRing();
afterAll(() => keys[Symbol.dispose]());

const at = Temporal.Instant.from("2026-11-26T12:00:00Z");
const texts = (given: Partial<TrustTexts>): TrustTexts => ({
  ...{ allowedSigners: "", pgpKeys: "", revoked: [], forges: [] },
  ...given,
});
const verify = (content: Uint8Array, given: Partial<TrustTexts>, when = at) =>
  verifyCommit("1".repeat(40), content, readTrust(texts(given)), when);

/** What git itself says, by ssh-keygen. */
function gitVerifies(repository: TestRepository, allowed: string): boolean {
  const file = join(keys.path, "allowed");
  writeFileSync(file, allowed);
  const config = ["-c", `gpg.ssh.allowedSignersFile=${file}`];
  const args = ["-C", repository.path, ...config, "verify-commit", "HEAD"];
  return spawnSync("git", args, { stdio: "ignore" }).status === 0;
}

/** A commit with a byte of its content changed, the signature kept. */
function tampered(content: Buffer, from: string, to: string): Buffer {
  const text = content.toString("latin1");
  expect(text).toContain(from);
  return Buffer.from(text.replace(from, to), "latin1");
}

const kinds = [
  ["ed25519", undefined],
  ["ecdsa", 256],
  ["ecdsa", 384],
  ["ecdsa", 521],
  ["rsa", 3072],
] as const;

describe("commits signed by ssh-keygen", () => {
  test.for(kinds)("with %s %s are judged as git judges them", async ([type, bits], context) => {
    if (!hasSshKeygen) return context.skip("ssh-keygen is not installed");
    using repository = new TestRepository();
    const key = keys.ssh(type, bits);
    signWith(repository, key);
    repository.commit({ "a.txt": "one" }, { message: "Grüße\n\nwith more lines" });
    const content = rawCommit(repository, "HEAD");
    const allowedSigners = `ada@example.com namespaces="git" ${key.publicKey}\n`;
    const { fingerprint } = key;

    expect(gitVerifies(repository, allowedSigners)).toBe(true);
    expect(await verify(content, { allowedSigners })).toEqual({
      ...{ commit: "1".repeat(40), state: "good", kind: "ssh", fingerprint },
      ...{ signer: "ada@example.com", isForge: false, reason: null },
    });

    for (const [from, to] of [
      ["Ada Lovelace", "Eve Lovelace"],
      ["with more", "with less"],
      ["tree ", "tree 0"],
      ["\n\n", "\nx-header: 1\n\n"],
    ] as const)
      expect(await verify(tampered(content, from, to), { allowedSigners })).toMatchObject({
        state: "bad",
        reason: "it is not of this commit's content",
      });

    const other = `ada@example.com ${keys.ssh().publicKey}\n`;
    expect(gitVerifies(repository, other)).toBe(false);
    expect(await verify(content, { allowedSigners: other })).toMatchObject({
      ...{ state: "unknown", signer: null, fingerprint },
    });
    const elsewhere = `ada@example.com namespaces="file" ${key.publicKey}\n`;
    expect(gitVerifies(repository, elsewhere)).toBe(false);
    expect(await verify(content, { allowedSigners: elsewhere })).toMatchObject({
      state: "notAllowed",
      reason: "line 1 allows it for file only, not for git",
    });
    expect(await verify(content, { allowedSigners, revoked: [fingerprint] })).toMatchObject({
      state: "revoked",
    });
  });

  test("count by when we saw them first, not by the date that they claim", async (context) => {
    if (!hasSshKeygen) return context.skip("ssh-keygen is not installed");
    using repository = new TestRepository();
    const key = keys.ssh();
    signWith(repository, key);
    // By its own date the commit is of 2 January, when the key was still good.
    repository.commit({ "a.txt": "one" }, { at: Date.UTC(2026, 0, 2) / 1000 });
    const content = rawCommit(repository, "HEAD");
    const allowedSigners = `ada@example.com valid-before="20260201Z" ${key.publicKey}`;
    expect(gitVerifies(repository, allowedSigners)).toBe(true);
    expect(await verify(content, { allowedSigners })).toMatchObject({
      state: "notAllowed",
      reason: "line 1 allows it before 2026-02-01T00:00:00Z only",
    });
    const then = Temporal.Instant.from("2026-01-31T23:59:59Z");
    expect(await verify(content, { allowedSigners }, then)).toMatchObject({ state: "good" });
    const later = `ada@example.com valid-after="20270101" ${key.publicKey}`;
    expect(await verify(content, { allowedSigners: later })).toMatchObject({ state: "notAllowed" });
  });

  test("with two signatures are refused, which git joins into one", async (context) => {
    if (!hasSshKeygen) return context.skip("ssh-keygen is not installed");
    using repository = new TestRepository();
    const key = keys.ssh();
    signWith(repository, key);
    repository.commit({ "a.txt": "one" });
    const text = rawCommit(repository, "HEAD").toString("latin1");
    const header = /gpgsig (?:.|\n )+\n/.exec(text)?.[0] as string;
    const twice = Buffer.from(text.replace(header, header + header), "latin1");
    const allowedSigners = `ada@example.com ${key.publicKey}`;
    expect(await verify(twice, { allowedSigners })).toMatchObject({ state: "bad" });
  });

  test("of RSA by SHA-1 are refused, and names of forges are told apart", async (context) => {
    if (!hasSshKeygen) return context.skip("ssh-keygen is not installed");
    using repository = new TestRepository();
    const key = keys.ssh("rsa", 2048);
    signWith(repository, key);
    repository.commit({ "a.txt": "one" });
    const allowedSigners = `forge@example.com ${key.publicKey}`;
    const content = rawCommit(repository, "HEAD");
    expect(await verify(content, { allowedSigners, forges: ["forge@example.com"] })).toMatchObject({
      ...{ state: "good", isForge: true },
    });
    expect(await verify(withAlgorithm(content, "ssh-rsa"), { allowedSigners })).toMatchObject({
      state: "bad",
      reason: expect.stringContaining("SHA-1"),
    });
  });
});

/** The same signature, said to be made by another algorithm. */
function withAlgorithm(content: Buffer, algorithm: string): Buffer {
  const text = content.toString("latin1");
  const armored = /gpgsig (-----BEGIN(?:.|\n )+)/.exec(text)?.[1] as string;
  const base64 = armored.replace(/-----[A-Z ]+-----/g, "").replace(/\s/g, "");
  const blob = Buffer.from(base64, "base64");
  const last = blob.lastIndexOf(Buffer.from("rsa-sha2-512"));
  const raw = blob.subarray(last + "rsa-sha2-512".length);
  const forged = Buffer.concat([
    blob.subarray(0, last - 8),
    wireString(Buffer.concat([wireString(algorithm), raw])),
  ]);
  return Buffer.from(text.replace(armored, folded(forged)), "latin1");
}

describe("commits signed by a security key", () => {
  test.for(["ed25519", "ecdsa"] as const)("of %s", async (type) => {
    using repository = new TestRepository();
    repository.commit({ "a.txt": "one" });
    const plain = rawCommit(repository, "HEAD");
    const signed = (blob: Buffer): Buffer => {
      const text = plain.toString("latin1");
      return Buffer.from(text.replace("\n\n", `\ngpgsig ${folded(blob)}\n\n`), "latin1");
    };
    const key = securityKey(type);
    const allowedSigners = `ada@example.com ${key.publicKey}`;
    const content = signed(key.sign(plain));
    expect(await verify(content, { allowedSigners })).toMatchObject({ state: "good" });
    expect(await verify(tampered(content, "Change", "Chance"), { allowedSigners })).toMatchObject({
      state: "bad",
    });

    const file = join(keys.path, `commit-${type}`);
    writeFileSync(file, content);
    const oid = repository.git("hash-object", "-t", "commit", "-w", file);
    repository.git("reset", "--quiet", "--hard", oid);
    if (hasSshKeygen) expect(gitVerifies(repository, allowedSigners)).toBe(true);

    const untouched = securityKey(type, 0);
    expect(
      await verify(signed(untouched.sign(plain)), {
        allowedSigners: `ada@example.com ${untouched.publicKey}`,
      }),
    ).toMatchObject({ state: "bad", reason: "nobody touched the security key for it" });
  });
});

describe("commits signed by gpg", () => {
  test.for(["ed25519", "rsa3072", "nistp256"])("with %s", async (type, context) => {
    if (!hasGpg) return context.skip("gpg is not installed");
    using repository = new TestRepository();
    const key = keys.pgp("Ada Lovelace <ada@example.com>", type);
    signWith(repository, key);
    repository.commit({ "a.txt": "one" });
    const content = rawCommit(repository, "HEAD");
    const now = Temporal.Now.instant();
    const { publicKey: pgpKeys, fingerprint } = key;
    expect(await verify(content, { pgpKeys }, now)).toMatchObject({
      ...{ state: "good", kind: "pgp", fingerprint, signer: "ada@example.com", reason: null },
    });
    expect(await verify(tampered(content, "Change", "Chance"), { pgpKeys }, now)).toMatchObject({
      state: "bad",
    });
    expect(await verify(content, {}, now)).toMatchObject({
      state: "unknown",
      fingerprint: fingerprint.slice(-16),
    });
    const spaced = (fingerprint.match(/.{4}/g) ?? []).join(" ").toLowerCase();
    expect(await verify(content, { pgpKeys, revoked: [spaced] }, now)).toMatchObject({
      state: "revoked",
    });
  });

  test("with a key that ended before we saw the commit are refused", async (context) => {
    if (!hasGpg) return context.skip("gpg is not installed");
    using repository = new TestRepository();
    const key = keys.pgp("Ada <ada@example.com>", "ed25519", "2d");
    signWith(repository, key);
    repository.commit({ "a.txt": "one" });
    const content = rawCommit(repository, "HEAD");
    const now = Temporal.Now.instant();
    expect(await verify(content, { pgpKeys: key.publicKey }, now)).toMatchObject({ state: "good" });
    expect(await verify(content, { pgpKeys: key.publicKey }, now.add({ hours: 72 }))).toMatchObject(
      { state: "notAllowed", signer: "ada@example.com" },
    );
  });
});

describe("kept commits, where neither ssh-keygen nor gpg is needed", () => {
  const folder = fileURLToPath(new URL("../../../golden/signatures", import.meta.url));
  const signed = readdirSync(folder).filter((name) => name.endsWith(".commit"));
  const read = (name: string) => readFileSync(join(folder, name));
  const trusted = {
    allowedSigners: read("allowed_signers").toString(),
    pgpKeys: read("keys.asc").toString(),
  };

  const seen = Temporal.Instant.from("2026-12-01T00:00:00Z");

  test("are of every kind", () => {
    expect(signed.toSorted()).toEqual([
      ...["ecdsa-256.commit", "ecdsa-384.commit", "ecdsa-521.commit", "ed25519.commit"],
      ...["pgp-ed25519.commit", "pgp-rsa3072.commit", "rsa-3072.commit"],
      ...["sk-ecdsa.commit", "sk-ed25519.commit"],
    ]);
  });

  test.each(signed)("%s", async (name) => {
    expect(await verify(read(name), trusted, seen)).toMatchObject({
      ...{ state: "good", signer: "ada@example.com" },
    });
    expect(
      await verify(tampered(read(name), "\n\nChange", "\n\nChance"), trusted, seen),
    ).toMatchObject({
      state: "bad",
    });
  });
});

describe("what is no signature that is read", () => {
  const commit = (signature: string) =>
    Buffer.from(
      `tree ${"0".repeat(40)}\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n${signature}\nhello\n`,
    );
  test.each([
    ["", "unsigned", null],
    [
      "gpgsig -----BEGIN SIGNED MESSAGE-----\n abc\n -----END SIGNED MESSAGE-----\n",
      "unsupported",
      "X.509",
    ],
    [
      "gpgsig -----BEGIN SSH SIGNATURE-----\n !!\n -----END SSH SIGNATURE-----\n",
      "bad",
      "as it is written",
    ],
    [
      "gpgsig -----BEGIN SSH SIGNATURE-----\n AAAA\n -----END SSH SIGNATURE-----\n",
      "bad",
      "too early",
    ],
    ["gpgsig -----BEGIN PGP SIGNATURE-----\n\n x\n -----END PGP SIGNATURE-----\n", "bad", ""],
    [
      "gpgsig-sha256 -----BEGIN SSH SIGNATURE-----\n AAAA\n -----END SSH SIGNATURE-----\n",
      "unsigned",
      null,
    ],
  ])("%j is %s", async (signature, state, reason) => {
    const verdict = await verify(commit(signature), {});
    expect(verdict.state).toBe(state);
    if (reason === null) expect(verdict.reason).toBeNull();
    else expect(verdict.reason).toContain(reason);
  });
});
