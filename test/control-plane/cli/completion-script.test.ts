import { spawnSync } from "node:child_process";
import { beforeAll, expect, test } from "vitest";
import { type Described, defineCommand, flagOf } from "#cli/command.ts";
import { completionScript, shells } from "#cli/completion-script.ts";
import { describeAll } from "#cli/describe-all.ts";

const things: Described[] = ["things", "things show"].map((name) => ({
  name,
  summary: `It's about ${name}`,
  command: defineCommand({
    arguments: {},
    options: { trace: { type: "boolean", description: "with its trace" } },
    examples: [],
    exits: [],
    run: async () => undefined,
  }),
}));
let table: Described[];
beforeAll(async () => {
  table = [...(await describeAll()), ...things];
});

/** What bash would offer after these words, the last being the one under the cursor. */
function complete(words: string[]): string[] {
  const script = `${completionScript("bash", table)}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _trunkline; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr, status } = spawnSync(
    "bash",
    ["--norc", "-u", "-c", script, "bash", ...words],
    {
      encoding: "utf8",
    },
  );
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  return stdout.split("\n").filter((line) => line !== "");
}

test("bash completes commands", () => {
  expect(complete(["trunkline", "sch"])).toEqual(["schema"]);
  expect(complete(["trunkline", ""])).toEqual(
    expect.arrayContaining(["init", "schema", "completion", "things", "help", "--version"]),
  );
});

test("bash completes verbs, options and fixed choices", () => {
  expect(complete(["trunkline", "things", ""])).toEqual(["show"]);
  expect(complete(["trunkline", "things", "show", "--tr"])).toEqual(["--trace"]);
  expect(complete(["trunkline", "schema", "--d"])).toEqual(["--dir"]);
  expect(complete(["trunkline", "schema", "--output", "j"])).toEqual(["json"]);
  expect(complete(["trunkline", "completion", ""])).toEqual([...shells]);
});

test("bash leaves files to the shell where nothing fixed fits", () => {
  expect(complete(["trunkline", "schema", "pipe"])).toEqual([]);
});

test("bash registers the function for the command", () => {
  const script = `${completionScript("bash", table)}\ncomplete -p trunkline`;
  const { stdout } = spawnSync("bash", ["--norc", "-c", script], { encoding: "utf8" });
  expect(stdout).toContain("-F _trunkline trunkline");
});

test.each(["zsh", "fish"] as const)("%s knows every command and option", (shell) => {
  const script = completionScript(shell, table);
  for (const { name, command } of table) {
    for (const word of [...name.split(" "), ...Object.keys(command.options).map(flagOf)]) {
      // fish writes a long option without its dashes.
      expect(script).toContain(word.replace(/^--/, ""));
    }
  }
});
