// Words that mean nothing are refused before anything is measured.

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const script = fileURLToPath(new URL("../../bench/run.ts", import.meta.url));

test.each([
  [[], "which benchmark?"],
  [["sync-frist"], "there is no benchmark sync-frist"],
  [["constructor"], "there is no benchmark constructor"],
  [["validate", "cli-start"], "one benchmark at a time"],
  [["cli-start", "--rounds", "x"], "--rounds takes a whole number from 1 to 9999, not x"],
  [["cli-start", "--rounds", "0"], "--rounds takes a whole number"],
  [["cli-start", "--rounds", "1.5"], "--rounds takes a whole number"],
  [["all", "--rounds", ""], "--rounds takes a whole number"],
  [["cli-start", "--rouns", "1"], "'--rouns'"],
])("bench %j", (words, message) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...words], {
    encoding: "utf8",
  });
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toContain(message);
  expect(stderr).toContain("usage: npm run bench -- NAME|all [--rounds N]");
});
