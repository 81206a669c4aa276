// Encrypts and decrypts single values as the `age` tool does, armoured. The library is loaded once a value needs it: 40 ms.

import { readFileSync, statSync } from "node:fs";
import { SecretFault } from "./provider.ts";

/** Of an identity's file and of the value itself. */
export const ageKeyFileVariable = "TRUNKLINE_AGE_KEY_FILE";
export const ageKeyVariable = "TRUNKLINE_AGE_KEY";

/** @param recipients such as `age1…`. @throws SecretFault for one that is none. */
export async function encryptFor(recipients: readonly string[], value: string): Promise<string> {
  const { armor, Encrypter } = await import("age-encryption");
  const encrypter = new Encrypter();
  for (const recipient of recipients)
    try {
      encrypter.addRecipient(recipient);
    } catch {
      throw new SecretFault(
        `${JSON.stringify(recipient.slice(0, 80))} is no recipient of age; they look like age1… (\`age-keygen\` prints one), and keys of SSH are none here.`,
      );
    }
  return armor.encode(await encrypter.encrypt(value));
}

/** The bytes within; null when none of the identities is among the recipients. @throws SecretFault for what age did not write. */
export async function decryptWith(
  identities: readonly string[],
  armored: string,
): Promise<Uint8Array | null> {
  const { armor, Decrypter } = await import("age-encryption");
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity(identity);
  try {
    return await decrypter.decrypt(armor.decode(armored.trim()));
  } catch (error) {
    if (/no identity matched/.test((error as Error).message)) return null;
    throw new SecretFault("What is there was altered, or age did not write it.");
  }
}

/** Lines `AGE-SECRET-KEY-…` of an identity's file. @throws SecretFault when there is none, without what there is. */
export async function readIdentities(text: string, from: string): Promise<string[]> {
  const { Decrypter } = await import("age-encryption");
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
  try {
    const decrypter = new Decrypter();
    for (const line of lines) decrypter.addIdentity(line);
    if (lines.length > 0) return lines;
  } catch {
    // Its message has a part of the key in it.
  }
  throw new SecretFault(
    `${from} has no identity of age: lines that begin with AGE-SECRET-KEY-1, as \`age-keygen\` writes them, and none that is protected by a password.`,
  );
}

/** @throws SecretFault when it can't be read, or anybody may. */
export async function readIdentityFile(path: string): Promise<string[]> {
  let text: string;
  try {
    const open = (statSync(path).mode & 0o007) !== 0;
    if (open)
      throw new SecretFault(
        `The identity ${path} may be read by every user of this host: chmod 600 it (in Kubernetes: \`defaultMode: 0440\`), and change it if others are here.`,
      );
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof SecretFault) throw error;
    throw new SecretFault(
      `The identity ${path} can't be read: ${(error as NodeJS.ErrnoException).code}.`,
    );
  }
  return readIdentities(text, `The file ${path}`);
}

/** A new identity, as the file that `age-keygen` writes, and its recipient. */
export async function newIdentity(): Promise<{ text: string; recipient: string }> {
  const { generateX25519Identity, identityToRecipient } = await import("age-encryption");
  const identity = await generateX25519Identity();
  const recipient = await identityToRecipient(identity);
  return { text: `# public key: ${recipient}\n${identity}\n`, recipient };
}
