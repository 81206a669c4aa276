import { expect, test } from "vitest";
import { exitCodes, exitMeanings } from "#cli/exit.ts";
import { trunkline, trunklineHere } from "#test/support/trunkline.ts";

test("without words prints help on stdout and ends well", async () => {
  const { code, stdout, stderr } = await trunklineHere([]);
  expect(code).toBe(0);
  expect(stdout).toContain("Usage: trunkline");
  expect(stdout).toMatch(/ {2}schema +Write or print/);
  expect(stderr).toBe("");
});

test("help about one command shows examples and exit codes", async () => {
  for (const words of [
    ["schema", "--help"],
    ["help", "schema"],
  ]) {
    const { code, stdout } = await trunklineHere(words);
    expect(code).toBe(0);
    expect(stdout).toContain("$ trunkline schema pipeline");
    expect(stdout).toContain(`3 ${exitMeanings.refused}`);
    expect(stdout).toContain("--output <FORMAT>");
  }
});

test.each(["up", "server", "worker"])("%s says what its state folder keeps", async (command) => {
  const { stdout } = await trunklineHere([command, "--help"]);
  expect(stdout.replaceAll(/\s+/g, " ")).toContain("folder of what is kept: an embedded Postgres");
});

test.each([
  [["scema"], "unknown command 'scema'. Did you mean schema?"],
  [["schema", "--outptu", "json"], "unknown option '--outptu'. Did you mean --output?"],
  [["schema", "--output", "yaml"], "Allowed choices are text, json."],
  [["schema", "pipeline", "project"], "too many arguments"],
  [["completion"], "missing required argument 'SHELL'"],
  [["completion", "tcsh"], "there is no completion for 'tcsh'"],
  [["--no-such"], "unknown option '--no-such'"],
  [["help", "scema"], "unknown command 'scema'. Did you mean schema?"],
  [["scema", "--help"], "unknown command 'scema'. Did you mean schema?"],
  [["help", "schema", "pipeline"], "there is no command 'schema pipeline'"],
  [["history", "a", "--limit", "-1"], "It must be between 1 and 1000000."],
  [["runs", "--limit", "0"], "It must be between 1 and 1000000."],
  [["next", "--count", "0"], "It must be between 1 and 1000000."],
  [["runs", "--commit", "main"], "--commit 'main' is no commit id"],
])("%j is a usage error", async (words, message) => {
  const { code, stdout, stderr } = await trunklineHere(words);
  expect(code).toBe(exitCodes.usage);
  expect(stderr).toContain(message);
  expect(stderr).toMatch(/\n {2}help: /);
  expect(stdout).toBe("");
});

test("a failure names place, cause and remedy, without a stack", async () => {
  const { code, stderr } = await trunklineHere(["schema", "--dir", "package.json/inside"]);
  expect(code).toBe(exitCodes.refused);
  expect(stderr).toContain("package.json/inside");
  expect(stderr).toContain("help: name a folder that you may write to");
  expect(stderr).not.toContain("    at ");
});

test("TRUNKLINE_DEBUG adds the stack", async () => {
  const env = { TRUNKLINE_DEBUG: "1" };
  const { stderr } = await trunklineHere(["schema", "--dir", "package.json/inside"], { env });
  expect(stderr).toContain("    at ");
});

/** Prints every module's URL as it is loaded. */
const traceModules = `--import data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from "node:module";
  registerHooks({ load(url, context, next) { console.error(url); return next(url, context); } });
`)}`;

test("an offline command loads no other command's libraries", async () => {
  const { stderr, code } = await trunkline(["schema", "pipeline"], {
    env: { NODE_OPTIONS: traceModules },
  });
  expect(code).toBe(0);
  const loaded = stderr.trim().split("\n");
  expect(loaded.join("\n")).toContain("/commander/");
  // The start, the frame, commander's six files and the command itself: 60 leaves room, one library more doesn't.
  expect(loaded.length).toBeLessThan(60);
  expect(
    loaded.filter((url) => /opentelemetry|fastify|\/pg\/|graphile|isomorphic/.test(url)),
  ).toEqual([]);
});
