import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { connectionOptions, defineCommand } from "#cli/command.ts";
import type { Entry } from "#cli/entry.ts";
import { parse } from "#cli/parse.ts";

const loaded: string[] = [];
const entry = (name: string, summary: string): Entry => ({
  name,
  summary,
  load: async () => {
    loaded.push(name);
    return defineCommand({
      arguments: {
        ID: { description: "which", required: true },
        MORE: { description: "others", variadic: true },
      },
      options: {
        ...connectionOptions,
        startCount: { type: "integer", short: "n", description: "how many", default: 3 },
        tag: { type: "list", value: "KEY=VALUE", description: "only these" },
        dryRun: { type: "boolean", description: "change nothing" },
      },
      examples: [],
      exits: ["refused"],
      run: async () => undefined,
    });
  },
});
const table = [
  entry("runs", "List runs"),
  entry("runs show", "Show a run"),
  entry("access explain", "Say why"),
];

const parsed = async (words: string[], env: Record<string, string> = {}) => {
  const result = await parse(words, "1.2.3", env, table);
  if (result.kind === "print") throw new Error(result.text);
  const { name, args, options } = result;
  return { name, args, options };
};
const usage = (words: string[], env = {}) =>
  expect(parse(words, "1.2.3", env, table)).rejects.toMatchObject({ exit: "usage" });

test("typed arguments and options, absent ones included", async () => {
  expect(await parsed(["runs", "a"])).toEqual({
    name: "runs",
    args: { ID: "a", MORE: [] },
    options: { startCount: 3, tag: [], dryRun: false, output: "text", quiet: false },
  });
  const all = ["a", "b", "c", "-n", "5", "--tag", "x=1", "--tag", "y=2", "--dry-run", "-q"];
  expect(await parsed(["runs", "show", ...all, "--output", "json"])).toEqual({
    name: "runs show",
    args: { ID: "a", MORE: ["b", "c"] },
    options: { startCount: 5, tag: ["x=1", "y=2"], dryRun: true, output: "json", quiet: true },
  });
});

test("variables fill in what is absent and lose to what is given", async () => {
  const env = { TRUNKLINE_STATE: "/from/env", TRUNKLINE_TOKEN: "" };
  expect((await parsed(["runs", "a"], env)).options).toMatchObject({ state: "/from/env" });
  expect((await parsed(["runs", "a"], env)).options).not.toHaveProperty("token");
  const given = await parsed(["runs", "a", "--state", "here"], env);
  expect(given.options).toMatchObject({ state: "here" });
  await usage(["runs", "a"], { TRUNKLINE_OUTPUT_FORMAT: "yaml" });
});

test("help shows a variable's name, never its value", async () => {
  const env = { TRUNKLINE_TOKEN: "trunkline_1_secret" };
  const help = await parse(["runs", "--help"], "1.2.3", env, table);
  expect(help).toMatchObject({ kind: "print" });
  expect(JSON.stringify(help)).toContain("TRUNKLINE_TOKEN");
  expect(JSON.stringify(help)).not.toContain("trunkline_1_secret");
});

test("help says once that a list may be repeated, as the reference does", async () => {
  const help = await parse(["runs", "--help"], "1.2.3", {}, table);
  expect(help).toMatchObject({ text: expect.stringMatching(/only these; may be\s+repeated/) });
  const reference = readFileSync(new URL("../../../docs/cli.md", import.meta.url), "utf8");
  expect(reference).not.toMatch(/repeat(ed|able); may be repeated/);
});

test("only the named command is loaded", async () => {
  loaded.length = 0;
  await parsed(["runs", "show", "a"]);
  await parse(["--help"], "1.2.3", {}, table);
  expect(loaded).toEqual(["runs show"]);
});

test("help finds a verb below a noun, and a noun that is only a heading", async () => {
  const verb = await parse(["help", "runs", "show"], "1.2.3", {}, table);
  expect(verb).toMatchObject({ text: expect.stringContaining("Usage: trunkline runs show") });
  const heading = await parse(["access"], "1.2.3", {}, table);
  expect(heading).toMatchObject({ text: expect.stringMatching(/explain .*Say why/) });
});

test("what doesn't fit is a usage error", async () => {
  await usage(["runs"]);
  await usage(["runs", "a", "--start-count", "3x"]);
  await usage(["runs", "a", "--start-count", "1e3"]);
  await usage(["access", "explian"]);
  await usage(["rnus"]);
});
