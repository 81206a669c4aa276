import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import type { SecretFault } from "#secrets/provider.ts";
import { type CommandSettings, commandSecrets } from "#secrets/providers/command.ts";
import { eventually } from "#test/support/eventually.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { providerContract, question } from "../provider.contract.ts";

const shell = (script: string, fields: Partial<CommandSettings> = {}, ...words: string[]) =>
  commandSecrets({
    argv: ["/bin/sh", "-c", script, "sh", "{name}", ...words],
    input: null,
    env: { PATH: process.env.PATH ?? "/bin:/usr/bin" },
    timeoutMs: 5_000,
    ...fields,
  });

const faultOf = async (provider: ReturnType<typeof shell>, fields = {}) =>
  (await provider.read(question("token", fields)).catch((error: unknown) => error)) as SecretFault;

providerContract("command", async () => {
  const folder = temporaryDirectory();
  const pathOf = (name: string) => join(folder.path, "store", name);
  return {
    provider: shell(
      'cd "$2" && { test -d "$1" || ! test -e "$1" || cat "$1"; }',
      {},
      join(folder.path, "store"),
    ),
    put: async (name, value) => {
      mkdirSync(dirname(pathOf(name)), { recursive: true });
      writeFileSync(pathOf(name), value);
    },
    remove: async (name) => rmSync(pathOf(name)),
    breakIt: async () => rmSync(join(folder.path, "store"), { recursive: true }),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
});

test("no shell reads what goes into its words", async () => {
  await using folder = temporaryDirectory();
  const program = join(folder.path, "program");
  writeFileSync(program, '#!/bin/sh\nfor word; do printf "<%s>" "$word"; done\n');
  chmodSync(program, 0o755);
  const provider = commandSecrets({
    ...{
      argv: [program, "a b", '["{name}"]', "$(id);{project}"],
      input: null,
      env: {},
      timeoutMs: 5_000,
    },
  });
  expect(await provider.read(question("finance/token"))).toBe(
    '<a b><["finance/token"]><$(id);finance>',
  );
});

test("reads a file of the deployed commit, as sops does", async () => {
  const provider = shell("cat", { input: "secrets/{environment}.sops.yaml" });
  const deployed = async (path: string) =>
    path === "secrets/prod.sops.yaml" ? Buffer.from("decrypted") : null;
  expect(await provider.read(question("token", { deployed }))).toBe("decrypted");
  expect(await provider.read(question("token", { deployed, environment: "test" }))).toBe(null);
});

test("sees nothing of the worker's environment but what it is given", async () => {
  expect(
    await shell("env | cut -d= -f1 | sort | tr '\\n' ' '", { env: { A: "1" } }).read(
      question("token"),
    ),
  ).toMatch(/^A (?:PWD |OLDPWD |SHLVL |_ )*$/);
});

test("one that hangs is ended with all that it started", async () => {
  await using folder = temporaryDirectory();
  const file = join(folder.path, "pid");
  const fault = await faultOf(
    shell('sleep 300 & echo $! > "$2.part"; mv "$2.part" "$2"; wait', { timeoutMs: 500 }, file),
  );
  expect(fault).toMatchObject({
    passes: true,
    message: expect.stringContaining("took longer than 0.5 s"),
  });
  expect(existsSync(file)).toBe(true);
  const status = `/proc/${readFileSync(file, "utf8").trim()}/stat`;
  await eventually(
    "the child is gone",
    () => !existsSync(status) || / Z /.test(readFileSync(status, "latin1")),
  );
});

test("endless output, a failure and a program that is not there are faults without what was printed", async () => {
  expect((await faultOf(shell("yes hidden"))).message).toMatch(/^(?!.*hidden).*prints more than/);
  expect((await faultOf(shell("echo hidden; exit 3"))).message).toMatch(
    /^(?!.*hidden).*ended with 3/,
  );
  expect((await faultOf(shell("kill -9 $$"))).message).toContain("ended with SIGKILL");
  const absent = commandSecrets({
    argv: ["/nowhere/sops"],
    input: null,
    env: {},
    timeoutMs: 1_000,
  });
  expect((await faultOf(absent)).message).toContain("can't be started (ENOENT)");
});

test("it ends with its attempt", async () => {
  const fault = await faultOf(shell("sleep 300"), { signal: AbortSignal.timeout(50) });
  expect(fault.message).toContain("as the attempt was stopped");
});
