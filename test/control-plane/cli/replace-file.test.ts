import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { replaceFile } from "#cli/replace-file.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

test("a file is replaced whole, with the rights that it had, and nothing is left beside it", async () => {
  await using folder = temporaryDirectory();
  const file = join(folder.path, "table");
  writeFileSync(file, "old", { mode: 0o600 });
  replaceFile(file, "new");
  expect(readFileSync(file, "utf8")).toBe("new");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder.path)).toEqual(["table"]);
});

test("what can't be written leaves the file as it was", async () => {
  await using folder = temporaryDirectory();
  const file = join(folder.path, "table");
  mkdirSync(file);
  writeFileSync(join(file, "own"), "");
  expect(() => replaceFile(file, "new")).toThrow();
  expect(readdirSync(folder.path)).toEqual(["table"]);
  expect(readdirSync(file)).toEqual(["own"]);
});
