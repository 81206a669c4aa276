// The input of commands, run by a real shell: whatever a crontab's `%` says, the very same bytes arrive.

import { spawnSync } from "node:child_process";
import { mkdtempDisposableSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { cronEstate } from "#migrators/sources/cron/normalize.ts";
import { translate } from "#migrators/translate/translate.ts";

/** The `run` of a crontab's first line, as the worker's shell gets it. */
function runOf(line: string, dialect: "debian" | "cronie"): string {
  const options = { dialect, timezone: "UTC", format: "user", user: null, instance: null } as const;
  const text = `${line}\n`;
  const { pipelines } = translate(cronEstate([{ file: "t", text, encoding: "utf-8" }], options));
  return pipelines[0]?.tasks[0]?.spec.run?.replaceAll("$${{", () => "${{") ?? "";
}

/** As the worker runs it: from a file, without input of its own. */
function ran(script: string): { stdout: string; status: number | null } {
  using folder = mkdtempDisposableSync(join(tmpdir(), "trunkline-"));
  const file = join(folder.path, "script");
  writeFileSync(file, script);
  const env = { ...process.env, HOME: folder.path, TMPDIR: folder.path };
  return spawnSync("/bin/sh", ["-e", file], { env, encoding: "utf8", input: "" });
}
const outputOf = (script: string): string => ran(script).stdout;

/** As the daemon writes it, character by character. */
function inputOf(text: string): string {
  let written = "";
  let isEscaped = false;
  let isOpen = false;
  for (const character of text) {
    if (isEscaped && character !== "%") written += "\\";
    const meant: string = character === "%" && !isEscaped ? "\n" : character;
    isEscaped = meant === "\\";
    if (isEscaped) continue;
    written += meant;
    isOpen = meant !== "\n";
  }
  return written + (isEscaped ? "\\" : "") + (isOpen ? "\n" : "");
}

const inputs = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "%",
        "\\",
        "\\%",
        "INPUT",
        "%INPUT%",
        "INPUT_é",
        "Ié",
        "'",
        '"',
        "$x",
        "`id`",
        "${{ run.date }}",
      ),
      fc.string({ unit: fc.constantFrom("a", " ", "\t", "é", "#", "<", "&", "\\", "%", "\r") }),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(""));

test.each([
  ["a%b\\%c%%d", "a\nb%c\n\nd\n"],
  ["", ""],
  ["%", "\n"],
  ["INPUT%x", "INPUT\nx\n"],
  ["\\", "\\"],
])("the input of cat%%%s is %j", (after, expected) => {
  const script = runOf(`0 5 * * * cat%${after}`, "debian");
  expect(outputOf(script)).toBe(expected);
});

test("any input arrives as the daemon writes it", { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(inputs, fc.constantFrom("debian", "cronie"), (after, dialect) => {
      const script = runOf(`0 5 * * * true; cat # all of it%${after}`, dialect);
      expect(outputOf(script)).toBe(inputOf(after));
    }),
    { numRuns: 60 },
  );
});

test("the command's exit code is the run's, and a failure in between ends nothing", () => {
  const script = runOf("0 5 * * * false; read x; exit $x%7", "cronie");
  expect(ran(script).status).toBe(7);
});
