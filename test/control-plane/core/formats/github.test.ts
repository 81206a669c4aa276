import { expect, test } from "vitest";
import type { Finding } from "#core/formats/finding.ts";
import { githubLines } from "#core/formats/github.ts";

const finding = (of: Partial<Finding>): Finding => ({
  ...{ rule: "unknown-need", level: "error", message: "no such task", help: null },
  ...{ file: "pipelines/a.yaml", line: 3, column: 5, endLine: 3, endColumn: 9, ...of },
});

test("a finding is a command with its place; columns only within a line, mistakes first", () => {
  expect(
    githubLines([finding({ level: "warning", endLine: 4 }), finding({ help: "did you mean b?" })]),
  ).toEqual([
    "::error file=pipelines/a.yaml,line=3,endLine=3,col=5,endColumn=8,title=trunkline unknown-need::no such task%0Adid you mean b?",
    "::warning file=pipelines/a.yaml,line=3,endLine=4,title=trunkline unknown-need::no such task",
  ]);
});

test("no text gets out of its command", () => {
  const [line = "", ...others] = githubLines([
    finding({ file: "a,line=1::b.yaml", message: "x\r\n::set-env name=PATH::evil\u001b[2J 100%" }),
  ]);
  expect(others).toEqual([]);
  for (const breaking of ["\r", "\n", "\u001b"]) expect(line).not.toContain(breaking);
  expect(line).toContain("file=a%2Cline=1%3A%3Ab.yaml,");
  expect(line).toContain("100%25");
  expect(line.split("::").slice(0, 2)).toEqual(["", line.split("::")[1]]);
});
