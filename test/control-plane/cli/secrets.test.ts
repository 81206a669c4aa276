import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { decryptWith, readIdentityFile } from "#secrets/age.ts";
import { readSecretsFile } from "#secrets/age-file.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { trunkline, trunklineHere } from "#test/support/trunkline.ts";

/** A project with a key for its worker. */
async function project() {
  const folder = temporaryDirectory();
  const cwd = folder.path;
  const at = (name: string) => path.join(cwd, name);
  const here = (...words: string[]) => trunklineHere(["secrets", ...words], { cwd });
  const set = (name: string, input: string, environment = "prod") =>
    trunkline(["secrets", "set", name, "--environment", environment], { cwd, input });
  const first = ["--environment", "prod", "--generate", "worker.key"];
  expect(await here("recipients", ...first)).toMatchObject({ code: 0 });
  return {
    ...{ cwd, at, here, set },
    file: () => readFileSync(at("secrets/prod.yaml"), "utf8"),
    async opened(name: string, key = "worker.key") {
      const armored = readSecretsFile("f", readFileSync(at("secrets/prod.yaml"), "utf8")).get(name);
      const bytes = await decryptWith(await readIdentityFile(at(key)), armored ?? "");
      return bytes && Buffer.from(bytes).toString();
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

test("a value comes on standard input, and only who is named can open it", async () => {
  await using at = await project();
  expect(statSync(at.at("worker.key")).mode & 0o777).toBe(0o600);
  expect(await at.set("finance/token", "hunter22\n")).toMatchObject({
    ...{ code: 0, stdout: "+ finance/token in secrets/prod.yaml\n" },
  });
  expect(at.file()).toMatch(/^finance\/token: \|\n {2}-----BEGIN AGE ENCRYPTED FILE-----\n/);
  expect(at.file()).not.toContain("hunter22");
  expect(await at.opened("finance/token")).toBe("hunter22");
  expect((await at.set("finance/token", "other")).stdout).toBe(
    "~ finance/token in secrets/prod.yaml\n",
  );
  expect(await at.opened("finance/token")).toBe("other");
  const listed = await at.here("list", "--output", "json");
  expect(JSON.parse(listed.stdout)).toEqual({
    ...{ name: "finance/token", environment: "prod", file: "secrets/prod.yaml" },
  });
});

test("refused with a reason, and never with a value: no recipients, no name, nothing, what is in clear", async () => {
  await using at = await project();
  expect(await at.here("set", "token=hunter22")).toMatchObject({
    ...{
      code: 2,
      stderr: expect.stringMatching(/^(?!.*hunter22)[\s\S]*never given as an argument/),
    },
  });
  expect(await at.set("token", "")).toMatchObject({ code: 2 });
  writeFileSync(at.at("secrets/recipients"), "# none yet\n");
  expect(await at.set("token", "hunter22", "test")).toMatchObject({
    ...{ code: 1, stderr: expect.stringContaining("nobody could open it") },
  });
  writeFileSync(at.at("secrets/prod.yaml"), "token: hunter22\n");
  const inClear = await at.here("list");
  expect(inClear).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("secrets/prod.yaml:1"),
  });
  expect(inClear.stderr).not.toContain("hunter22");
});

test("recipients come and go, and the values follow with a rotation", async () => {
  await using at = await project();
  await at.set("a", "value-of-a");
  await at.set("b", "value-of-b");
  const key = ["--generate", "ada.key", "--environment", "prod"];
  const listed = await at.here("recipients", ...key);
  expect(listed).toMatchObject({ code: 0, stderr: expect.stringContaining("secrets rotate") });
  expect(await at.opened("a", "ada.key")).toBe(null);
  const rotate = (identity: string) => at.here("rotate", "--identity", identity);
  expect(await rotate("ada.key")).toMatchObject({
    ...{
      code: 1,
      stderr: expect.stringContaining('"a" in secrets/prod.yaml is not encrypted for your key'),
    },
  });
  expect(await rotate(at.at("worker.key"))).toMatchObject({
    ...{ code: 0, stdout: "~ secrets/prod.yaml: 2 secrets for 2 recipients\n" },
  });
  expect(await at.opened("b", "ada.key")).toBe("value-of-b");

  const [worker = ""] = readFileSync(at.at("secrets/recipients"), "utf8").trim().split("\n");
  expect(await at.here("recipients", "--remove", worker)).toMatchObject({ code: 0 });
  expect(await rotate(at.at("ada.key"))).toMatchObject({ code: 0 });
  expect(await at.opened("a")).toBe(null);
  expect(await at.opened("a", "ada.key")).toBe("value-of-a");
  expect(await at.here("recipients", "--add", "ssh-ed25519 AAAA")).toMatchObject({ code: 2 });
  expect(await at.here("recipients", "--generate", "ada.key")).toMatchObject({ code: 1 });
});

test("an editor gets the value in a file of its own, which is gone afterwards", async () => {
  await using at = await project();
  await at.set("token", "before");
  mkdirSync(at.at("bin"));
  const editor = at.at("bin/editor");
  writeFileSync(
    editor,
    '#!/bin/sh\nstat -c %a "$1" > seen; cat "$1" >> seen; echo "$1" > where; printf "after\\n" > "$1"\n',
  );
  chmodSync(editor, 0o755);
  const env = { EDITOR: editor, TRUNKLINE_AGE_KEY_FILE: at.at("worker.key") };
  const ended = await trunkline(["secrets", "edit", "token"], { cwd: at.cwd, env });
  expect(ended).toMatchObject({ code: 0, stdout: "~ token in secrets/prod.yaml\n" });
  expect(readFileSync(at.at("seen"), "utf8")).toBe("600\nbefore");
  expect(existsSync(path.dirname(readFileSync(at.at("where"), "utf8").trim()))).toBe(false);
  expect(await at.opened("token")).toBe("after");
  const failed = await trunkline(["secrets", "edit", "token"], {
    cwd: at.cwd,
    env: { ...env, EDITOR: "false" },
  });
  expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining("nothing is changed") });
});

test("what the age tool wrote is opened, and the other way round", async (context) => {
  try {
    execFileSync("age", ["--version"], { stdio: "ignore" });
  } catch {
    context.skip("the age tool is not installed");
  }
  await using at = await project();
  await at.set("token", "from-us");
  const armored = readSecretsFile("f", at.file()).get("token");
  const opened = execFileSync("age", ["-d", "-i", at.at("worker.key")], { input: armored });
  expect(opened.toString()).toBe("from-us");
  const theirs = execFileSync("age", ["-a", "-R", at.at("secrets/recipients")], {
    input: "from-age",
  });
  writeFileSync(
    at.at("secrets/prod.yaml"),
    `token: |\n${theirs.toString().replace(/^(?=.)/gm, "  ")}`,
  );
  expect(await at.opened("token")).toBe("from-age");
  expect(readdirSync(at.at("secrets")).sort()).toEqual(["prod.yaml", "recipients"]);
});
