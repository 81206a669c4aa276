// The guard for PowerShell where there is no PowerShell: its grammar, and that it names nothing that isn't there. How it runs,
// guard-script.test.ts asks on a machine with `pwsh`.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { Language, Parser, type Tree } from "web-tree-sitter";
import { acknowledgeBody, askBody, reportBody } from "#api/guard-shapes.ts";

const script = fileURLToPath(
  new URL("../../control-plane/guard/trunkline-guard.ps1", import.meta.url),
);
const grammar = fileURLToPath(
  import.meta.resolve("tree-sitter-powershell/tree-sitter-powershell.wasm"),
);
const text = readFileSync(script, "utf8");

/** Those that Windows PowerShell 5.1 ships, as PowerShell 7 does. */
const commands = [
  ...["ConvertFrom-Json", "ConvertTo-Json", "ForEach-Object", "Get-ChildItem", "Get-Command"],
  ...["Invoke-WebRequest", "Join-Path", "New-Object", "New-TimeSpan", "Remove-Item"],
  ...["Select-Object", "Start-Sleep", "Test-Path"],
];
/** Those that are there by themselves. */
const variables = [
  ...["$_", "$args", "$false", "$HOME", "$Matches", "$null", "$PID", "$PSCommandPath", "$true"],
  ...["$env:ProgramData", "$env:TRUNKLINE_GUARD_CONF"],
];

let tree: Tree;
beforeAll(async () => {
  await Parser.init();
  tree = parsed(text, await Language.load(grammar));
});

function parsed(source: string, language: Language): Tree {
  const parser = new Parser();
  parser.setLanguage(language);
  return parser.parse(source) as Tree;
}

const named = (kind: string): string[] => [
  ...new Set(tree.rootNode.descendantsOfType(kind).flatMap((node) => (node ? [node.text] : []))),
];

test("it is PowerShell, and a brace that lacks would be found", async () => {
  expect(tree.rootNode.hasError).toBe(false);
  expect(parsed(text.replace("}", ""), await Language.load(grammar)).rootNode.hasError).toBe(true);
});

test("it calls what both PowerShells ship, or what it declares", () => {
  const known = [...commands, ...named("function_name")];
  expect(named("command_name").filter((name) => !known.includes(name))).toEqual([]);
});

test("each variable is set before it is read: an option, a parameter, an assignment, or one of PowerShell's own", () => {
  const plain = (name: string) => name.replace(/^[$@]\{?(script:)?(.*?)\}?$/, "$$$2");
  const set = new Set([
    ...variables,
    ...named("left_assignment_expression").flatMap((left) => left.split(/, /)),
    ...named("function_parameter_declaration").flatMap((one) => one.match(/\$\w+/g) ?? []),
    ...[...text.matchAll(/(?:foreach|while) \(+(\$\w+) (?:in|=)/g)].flatMap(
      ([, name = ""]) => name,
    ),
  ]);
  expect(
    named("variable")
      .map(plain)
      .filter((name) => !set.has(name)),
  ).toEqual([]);
});

test("Windows PowerShell 5.1 reads it: ASCII, no operators of version 7, and the input is left to the command", () => {
  expect([...text].filter((letter) => letter > "~")).toEqual([]);
  expect(text).not.toMatch(/\?\?|\?\.|&&|\|\||\$input\b/i);
});

test("what it says is what the server takes", () => {
  const words = (body: object) => Object.keys((body as { properties: object }).properties);
  const known = [askBody, acknowledgeBody, reportBody].flatMap(words);
  const said = [...text.matchAll(/(?:ConvertTo-Body|facts =) @\{(.*?)\}/g)].flatMap(
    ([, facts = ""]) => [...facts.matchAll(/(?:^ ?|; )(\w+) =/g)].map(([, key = ""]) => key),
  );
  expect(said.length).toBeGreaterThan(10);
  expect(said.filter((key) => !known.includes(key))).toEqual([]);
});
