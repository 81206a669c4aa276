import { expect, test } from "vitest";
import { encryptFor, newIdentity, readIdentities } from "#secrets/age.ts";
import { changedSecretsFile } from "#secrets/age-file.ts";
import { SecretFault } from "#secrets/provider.ts";
import { ageSecrets } from "#secrets/providers/age.ts";
import { providerContract, question } from "../provider.contract.ts";

const file = "secrets/prod.yaml";

async function keys() {
  const { text, recipient } = await newIdentity();
  return { recipient, identities: await readIdentities(text, "test") };
}

/** Encrypts any bytes, as the age tool would. */
async function encryptBytes(recipient: string, value: Uint8Array): Promise<string> {
  const { armor, Encrypter } = await import("age-encryption");
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return armor.encode(await encrypter.encrypt(value));
}

providerContract("age", async () => {
  const { recipient, identities } = await keys();
  const files = new Map<string, Uint8Array>();
  const change = (name: string, armored: string | null) =>
    files.set(
      file,
      Buffer.from(changedSecretsFile(String(files.get(file) ?? ""), new Map([[name, armored]]))),
    );
  return {
    provider: ageSecrets(async () => identities),
    files,
    put: async (name, value) => void change(name, await encryptBytes(recipient, value)),
    remove: async (name) => void change(name, null),
    breakIt: async () => void files.set(file, Buffer.from("token: hidden-value\n")),
    [Symbol.asyncDispose]: async () => {},
  };
});

test("each environment has its own file, and another's values are none of it", async () => {
  const { recipient, identities } = await keys();
  const text = changedSecretsFile("", new Map([["token", await encryptFor([recipient], "one")]]));
  const provider = ageSecrets(async () => identities);
  const deployed = async (path: string) => (path === file ? Buffer.from(text) : null);
  expect(await provider.read(question("token", { deployed }))).toBe("one");
  expect(await provider.read(question("token", { deployed, environment: "test" }))).toBe(null);
});

test("what is not encrypted for the worker, or was altered, is a fault with its remedy", async () => {
  const { identities } = await keys();
  const other = await keys();
  const armored = await encryptFor([other.recipient], "one");
  const reading = (value: string, by = identities) =>
    ageSecrets(async () => by).read(
      question("token", {
        deployed: async () => Buffer.from(changedSecretsFile("", new Map([["token", value]]))),
      }),
    );
  await expect(reading(armored)).rejects.toThrow(
    /not encrypted for this worker: .*recipients --add/,
  );
  const middle = armored.replace(/(?<=\n.{10})./, (c) => (c === "A" ? "B" : "A"));
  expect(middle).not.toBe(armored);
  await expect(reading(middle, other.identities)).rejects.toThrow(SecretFault);
});
