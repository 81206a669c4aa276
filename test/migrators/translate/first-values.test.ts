import { expect, test } from "vitest";
import { variablesMarkdown } from "#migrators/translate/first-values.ts";
import { sharedFiles } from "#migrators/write.ts";
import { cmd, jil } from "#test/support/translated.ts";

test("variables that jobs wait for are set by hand, by commands that the import writes", () => {
  const { project } = jil(
    cmd("B", 'condition: v(READY) = "Y" & v(DAY) > 3') + cmd("C", 'condition: v(READY) = "N"'),
    { globals: { READY: "it's", OTHER: "1" } },
  );
  const files = [...sharedFiles(project)];
  const text = files.find(({ path }) => path === "variables.md")?.text;
  expect(text?.split("\n").filter((line) => line.includes("trunkline"))).toEqual([
    "# trunkline variables set DAY …    its value is not among what was imported",
    "trunkline variables set READY 'it'\\''s'",
  ]);
  const told = project.estate.findings.filter(({ code }) => code === "variable-first");
  expect(told.map(({ message }) => message.split(" ")[0])).toEqual(["READY", "DAY"]);
});

test("no password is written", () => {
  expect(variablesMarkdown(new Map([["DB_PASSWORD", "hunter2"]]))).not.toContain("hunter2");
});
