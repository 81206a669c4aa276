// What people see in a terminal.

import { expect, test } from "vitest";
import type { Diagnostic } from "#core/diagnostic.ts";
import { renderDiagnostic } from "#core/render-diagnostic.ts";

const diagnostic: Diagnostic = {
  code: "unknown-property",
  severity: "error",
  file: "pipelines/a.yaml",
  line: 3,
  column: 4,
  endLine: 3,
  endColumn: 9,
  message: 'unknown property "onwer"',
  help: 'did you mean "owner"?',
};

test("place, message, code frame and help", () => {
  const text = "name: a\r\n# two\r\n\t  onwer: x\r\n";
  expect(renderDiagnostic(diagnostic, { color: false, text })).toBe(
    [
      'pipelines/a.yaml:3:4: error[unknown-property]: unknown property "onwer"',
      "  3 | \t  onwer: x",
      "    | \t  ^^^^^",
      '  = help: did you mean "owner"?',
    ].join("\n"),
  );
});

test("a related place and several lines of help", () => {
  const related = { file: "b.yaml", line: 1, column: 7, message: "also here" };
  expect(
    renderDiagnostic({ ...diagnostic, related, help: "one\ntwo" }, { color: false })
      .split("\n")
      .slice(1),
  ).toEqual(["  = b.yaml:1:7: also here", "  = help: one", "  = two"]);
});

test("colours only when asked, and warnings differ", () => {
  expect(renderDiagnostic(diagnostic, { color: false })).not.toContain("\u001b");
  expect(renderDiagnostic(diagnostic, { color: true })).toContain(
    "\u001b[31merror[unknown-property]\u001b[0m",
  );
  expect(renderDiagnostic({ ...diagnostic, severity: "warning" }, { color: true })).toContain(
    "\u001b[33mwarning",
  );
});

test("long lines are cut around the place, and several lines mark the first", () => {
  const long = `${"x".repeat(50_000)}onwer`;
  const at = { ...diagnostic, line: 1, endLine: 1, column: 50_001, endColumn: 50_006 };
  const [, source = "", caret = ""] = renderDiagnostic(at, { color: false, text: long }).split(
    "\n",
  );
  expect(source.length).toBeLessThan(180);
  expect(source.slice(caret.indexOf("^"), caret.lastIndexOf("^") + 1)).toBe("onwer");
  const block = { ...diagnostic, line: 1, column: 3, endLine: 4, endColumn: 1 };
  expect(renderDiagnostic(block, { color: false, text: "a: b\nc\n" }).split("\n")[2]).toBe(
    "    |   ^^",
  );
});

test("control characters and direction marks of a spec do not reach the terminal", () => {
  const nasty = "\u001b[2J\u0007\u202e";
  const output = renderDiagnostic(
    { ...diagnostic, line: 1, message: nasty, file: nasty, help: nasty },
    { color: false, text: `${nasty} x` },
  );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  expect(output).not.toMatch(/[\u0000-\u0008\u001b\u202e]/);
});

test("no line of a file of secrets is shown", () => {
  const at = { ...diagnostic, file: "secrets/prod.yaml", line: 1 };
  expect(renderDiagnostic(at, { color: false, text: "token: hunter22\n" })).not.toContain(
    "hunter22",
  );
});
