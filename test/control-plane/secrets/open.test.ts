import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { encryptFor, newIdentity } from "#secrets/age.ts";
import { changedSecretsFile } from "#secrets/age-file.ts";
import { openSecrets } from "#secrets/open.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { question } from "./provider.contract.ts";

test("without settings: variables, then files, then age, as variables say; a copy of them is kept", async () => {
  await using folder = temporaryDirectory();
  const { text, recipient } = await newIdentity();
  writeFileSync(join(folder.path, "in-file"), "file\n");
  writeFileSync(join(folder.path, "both"), "file\n");
  const armored = await encryptFor([recipient], "age");
  const deployed = async () => Buffer.from(changedSecretsFile("", new Map([["in-git", armored]])));
  const env: NodeJS.ProcessEnv = {
    ...{ TRUNKLINE_SECRET_BOTH: "variable", TRUNKLINE_SECRETS_DIR: folder.path },
    TRUNKLINE_AGE_KEY: text,
  };
  const secrets = openSecrets(null, env);
  for (const name of Object.keys(env)) delete env[name];
  const read = (name: string) => secrets.read(question(name, { deployed }));
  expect(await read("both")).toEqual({ value: "variable", provider: "environment" });
  expect(await read("in-file")).toEqual({ value: "file", provider: "files" });
  expect(await read("in-git")).toEqual({ value: "age", provider: "age" });
  expect(await read("none")).toMatchObject({
    missing: expect.stringContaining("It asked `environment`, `files`, `age`."),
  });
  await secrets.close();
});

test("as the settings say: a key for each environment, and a program that sees few variables", async () => {
  await using folder = temporaryDirectory();
  const { text, recipient } = await newIdentity();
  mkdirSync(join(folder.path, "keys"));
  writeFileSync(join(folder.path, "keys/prod"), text, { mode: 0o600 });
  const armored = await encryptFor([recipient], "age");
  const deployed = async () => Buffer.from(changedSecretsFile("", new Map([["in-git", armored]])));
  const secrets = openSecrets(
    [
      { name: "age", names: ["in-*"], kind: "age", identity: `${folder.path}/keys/{environment}` },
      {
        ...{ name: "show", names: null, kind: "command", input: null, timeoutMs: 5_000 },
        ...{ argv: ["/bin/sh", "-c", 'echo "$A$TRUNKLINE_TOKEN"'], passEnv: ["A"] },
      },
    ],
    { PATH: process.env.PATH, A: "passed", TRUNKLINE_TOKEN: "hidden" },
  );
  const read = (name: string, environment: string) =>
    secrets.read(question(name, { deployed, environment }));
  expect(await read("in-git", "prod")).toEqual({ value: "age", provider: "age" });
  expect(await read("in-git", "test")).toMatchObject({
    missing: expect.stringContaining("ENOENT"),
  });
  expect(await read("other", "prod")).toEqual({ value: "passed", provider: "show" });
});
