import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { bin, startTrunkline, trunkline } from "#test/support/trunkline.ts";

const folder = mkdtempSync(path.join(tmpdir(), "trunkline-bin-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { version } = JSON.parse(
  readFileSync(new URL("../../../package.json", import.meta.url), "utf8"),
) as { version: string };

/** Makes this Node claim to be an old one: the claim is all that the start looks at. */
const pretendOld = [
  "--import",
  'data:text/javascript,Object.defineProperty(process,"version",{value:"v20.0.0"})',
];

const oldNode = (process.env.PATH ?? "")
  .split(path.delimiter)
  .map((each) => path.join(each, "node"))
  .find((file) => existsSync(file) && versionOf(file) < 26);

function versionOf(node: string): number {
  const { stdout } = spawnSync(node, ["--version"], { encoding: "utf8" });
  return Number.parseInt(stdout.slice(1), 10);
}

test("starts under the Node that package.json asks for", async () => {
  expect(await trunkline(["--version"])).toEqual({
    code: 0,
    signal: null,
    stdout: `${version}\n`,
    stderr: "",
  });
});

test("starts through a symbolic link, as npx makes them", () => {
  const link = path.join(folder, "trunkline");
  symlinkSync(bin, link);
  const env = { ...process.env, PATH: path.dirname(process.execPath) };
  expect(execFileSync(link, ["--version"], { encoding: "utf8", env })).toBe(`${version}\n`);
});

test("says what to install when no new Node is found", async () => {
  const ended = await trunkline(["--version"], {
    nodeArguments: pretendOld,
    env: { PATH: folder },
  });
  expect(ended.code).toBe(3);
  expect(ended.stderr).toContain("needs Node 26 or newer, this is v20.0.0");
  expect(ended.stderr).toContain("npm ci");
});

test("the start parses as JavaScript of 2020", () => {
  const source = readFileSync(bin, "utf8");
  // Syntax of later years that an old Node would refuse before it could say anything.
  expect(source).not.toMatch(
    /\?\?=|\|\|=|&&=|#[a-z]|\bstatic \{|^await |\d_\d|\.at\(|Object\.hasOwn/m,
  );
});

const WITHOUT_OLD_NODE = "there is no Node older than 26 on PATH";

test("under an old Node hands over, with arguments, output and exit code", async ({ skip }) => {
  if (oldNode === undefined) return skip(WITHOUT_OLD_NODE);
  const node = oldNode;
  expect(await trunkline(["--version"], { node })).toMatchObject({
    code: 0,
    stdout: `${version}\n`,
  });
  const usage = await trunkline(["schema", "no such"], { node });
  expect(usage.code).toBe(2);
  expect(usage.stderr).toContain("there is no schema 'no such'");
});

test("passes signals on to the Node it handed over to", async ({ skip }) => {
  if (oldNode === undefined) return skip(WITHOUT_OLD_NODE);
  // A command that waits: the child stops at its first line, so the signal always finds it running.
  const preload = path.join(folder, "wait.mjs");
  const wait = `if (process.version.startsWith("v2") && Number(process.version.slice(1, 3)) >= 26) {
    process.on("SIGTERM", () => process.exit(42));
    console.log("waiting");
    setInterval(() => {}, 1000);
    await new Promise(() => {});
  }`;
  writeFileSync(preload, wait);
  const { child, ended } = startTrunkline(["--version"], {
    node: oldNode,
    env: { NODE_OPTIONS: `--import ${preload}` },
  });
  // Also printed by the check of a candidate's version? No: `--version` runs no preload.
  await new Promise((resolve) => child.stdout.once("data", resolve));
  child.kill("SIGTERM");
  expect((await ended).code).toBe(42);
});

test("a reader that has enough ends the command quietly", () => {
  const script = `set -o pipefail; "${process.execPath}" "${bin}" schema pipeline --output json | head -c 1; echo " \${PIPESTATUS[0]}"`;
  const { stdout, stderr } = spawnSync("bash", ["-c", script], { encoding: "utf8" });
  expect(stdout).toBe("{ 0\n");
  expect(stderr).toBe("");
});

test.each(["SIGINT", "SIGTERM"] as const)("%s ends a command with 130", async (signal) => {
  const { child, ended } = startTrunkline([
    ...["next", "--schedule", "* * * * *", "--output", "json"],
    ...["--from", "1970-01-01T00:00:00Z", "--to", "2200-01-01T00:00:00Z"],
  ]);
  await new Promise((resolve) => child.stdout.once("data", resolve));
  child.kill(signal);
  expect(await ended).toMatchObject({ code: 130, signal: null, stderr: "" });
});

test.each([
  [{}, /^error: trunkline failed: boom\n$/],
  [{ TRUNKLINE_DEBUG: "1" }, /boom\n +at /],
])("with %j a fault outside the command is told and ends it", async (env, expected) => {
  const fault = `const timer = setInterval(() => {
    if (process.listenerCount("uncaughtException") > 0) throw new Error("boom");
  }, 1)`;
  const ended = await trunkline(
    ["next", "--schedule", "* * * * *", "--to", "2200-01-01T00:00:00Z", "--output", "json"],
    { nodeArguments: ["--import", `data:text/javascript,${encodeURIComponent(fault)}`], env },
  );
  expect(ended.code).toBe(1);
  expect(ended.stderr).toMatch(expected);
});
