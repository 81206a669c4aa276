// The page of traps names tests that are there: each number stands in the name of a test of the file beside it.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const page = readFileSync(join(root, "docs/decisions/sync-traps.md"), "utf8");
const rows = [...page.matchAll(/^\| ([^|]*#\d[^|]*) \|.*`(test\/[^`]+)` \|$/gm)].map(
  ([, reports = "", file = ""]) => ({ reports, file }),
);

test("the table is read", () => {
  expect(rows.length).toBeGreaterThan(15);
});

test.each(rows)("$reports is a test's name in $file", ({ reports, file }) => {
  const text = readFileSync(join(root, file), "utf8");
  expect(text).toContain(`"${reports}: `);
});

test("the files that it names are there", () => {
  const files = [...page.matchAll(/`(test\/[^`]+)` \|$/gm)].map(([, file = ""]) => file);
  expect(files.length).toBeGreaterThan(rows.length);
  expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
});
