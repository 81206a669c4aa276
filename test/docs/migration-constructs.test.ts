// docs/migration/constructs.md: the tables say what the importers do, and every name that they know is on the page.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { jobKeywords, subCommands } from "#migrators/sources/autosys/keywords.ts";
import { metadata, understood } from "#migrators/sources/control-m/names.ts";
import { controlMLines, jilLines, rowsOf } from "#test/support/construct-rows.ts";

const page = readFileSync(
  fileURLToPath(new URL("../../docs/migration/constructs.md", import.meta.url)),
  "utf8",
);
const [, controlM = "", autosys = ""] = page.split(/^## /m);
const sources = [
  ...[{ system: "Control-M", rows: rowsOf(controlM), lines: controlMLines }],
  { system: "AutoSys", rows: rowsOf(autosys), lines: jilLines },
];

for (const { system, rows, lines } of sources) {
  test(`${system}: there are rows`, () => {
    expect(rows.length).toBeGreaterThan(70);
  });

  test.each(rows)(`${system}: $construct`, ({ text, attribute, outcome, code }) => {
    const found = lines(text)
      .filter((line) => line.attribute === attribute)
      .map((line) => `${line.outcome} ${line.code}`);
    expect(found).toContain(`${outcome} ${code}`);
  });
}

test("every name is there", () => {
  const words = new Set(page.match(/\w+/g));
  const names = [...understood, ...metadata, ...jobKeywords, ...subCommands];
  expect(names.filter((name) => !words.has(name))).toEqual([]);
});
