// Keys and signed commits for tests: made by ssh-keygen and gpg where they are, in a folder that goes with the test.

import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestRepository } from "./repository.ts";

const found = (program: string, argument: string): boolean =>
  spawnSync(program, [argument], { stdio: "ignore" }).error === undefined;

export const hasSshKeygen = found("ssh-keygen", "-?");
export const hasGpg = found("gpg", "--version");

export interface TestKey {
  /** File of the private key. */
  file: string;
  /** `TYPE KEY`, as a line of allowed signers ends. */
  publicKey: string;
  fingerprint: string;
}

export class KeyRing implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), "trunkline-keys-"));
  #made = 0;

  /** A key of SSH, such as `ed25519`, `ecdsa` with 384 bits, `rsa`. */
  ssh(type = "ed25519", bits?: number): TestKey {
    const file = join(this.path, `key${this.#made++}`);
    const size = bits === undefined ? [] : ["-b", String(bits)];
    execFileSync("ssh-keygen", ["-q", "-t", type, ...size, "-N", "", "-C", "", "-f", file]);
    const publicKey = readFileSync(`${file}.pub`, "utf8").trim();
    const listed = execFileSync("ssh-keygen", ["-l", "-f", file], { encoding: "utf8" });
    return { file, publicKey, fingerprint: listed.split(" ")[1] as string };
  }

  /** A key of PGP; the armored public key and its fingerprint. `file` is for `signWith`. */
  pgp(userId: string, type = "ed25519", expires = "never"): TestKey {
    const home = join(this.path, `gpg${this.#made++}`);
    mkdirSync(home, { mode: 0o700 });
    const gpg = (...args: string[]): string =>
      execFileSync("gpg", ["--homedir", home, "--batch", "--quiet", ...args], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
      });
    gpg("--passphrase", "", "--quick-generate-key", userId, type, "sign", expires);
    const fingerprint = /^fpr:+([0-9A-F]{40}):/m.exec(gpg("--with-colons", "-K"))?.[1] ?? "";
    const file = join(home, "git-gpg");
    writeFileSync(file, `#!/bin/sh\nexec gpg --homedir '${home}' "$@"\n`);
    chmodSync(file, 0o755);
    return { file, publicKey: gpg("--armor", "--export"), fingerprint };
  }

  [Symbol.dispose](): void {
    for (let at = 0; at < this.#made; at++)
      spawnSync("gpgconf", ["--homedir", join(this.path, `gpg${at}`), "--kill", "all"]);
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** From now on the repository's commits are signed with the key; null: no more. */
export function signWith(repository: TestRepository, key: TestKey | null): void {
  repository.git("config", "commit.gpgsign", String(key !== null));
  if (key === null) return;
  const isPgp = key.file.endsWith("git-gpg");
  repository.git("config", "gpg.format", isPgp ? "openpgp" : "ssh");
  repository.git("config", "user.signingkey", isPgp ? key.fingerprint : key.file);
  if (isPgp) repository.git("config", "gpg.program", key.file);
}

/** A raw commit object. */
export const rawCommit = (repository: TestRepository, revision: string): Buffer =>
  execFileSync("git", ["-C", repository.path, "cat-file", "commit", revision]);
