// What somebody else has put where an import keeps its own.

import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { ImportFolder, isUnfinished } from "#cli/import-folder.ts";
import { temporaryFolder } from "#test/support/repository.ts";

test.each([
  JSON.stringify({ files: [{ file: "../mine.yaml", seen: "any", remove: true }] }),
  JSON.stringify({ files: [{ file: ".git/config", seen: "any", remove: true }] }),
  JSON.stringify({ files: {} }),
  "{",
])("the plan %s is refused, and no file is touched", async (plan) => {
  using outside = temporaryFolder();
  writeFileSync(path.join(outside.path, "mine.yaml"), "x");
  const root = path.join(outside.path, "jobs");
  mkdirSync(path.join(root, ".trunkline/import-whole"), { recursive: true });
  writeFileSync(path.join(root, ".trunkline/import-whole/plan.json"), plan);
  expect(await isUnfinished(root)).toBe(true);
  await expect(ImportFolder.open(root)).rejects.toThrow("is no import that was cut short");
  expect(readFileSync(path.join(outside.path, "mine.yaml"), "utf8")).toBe("x");
});

test.each(["put", "removed"])("nothing is %s behind a link to elsewhere", async (what) => {
  using outside = temporaryFolder();
  const root = path.join(outside.path, "jobs");
  mkdirSync(root);
  mkdirSync(path.join(outside.path, "elsewhere"));
  symlinkSync(path.join(outside.path, "elsewhere"), path.join(root, "pipelines"));
  await using folder = await ImportFolder.open(root);
  writeFileSync(path.join(outside.path, "elsewhere/b.yaml"), "x");
  if (what === "put") await folder.write("pipelines/a.yaml", "name: a\n", null);
  else folder.remove("pipelines/b.yaml", "any");
  await expect(folder.commit()).rejects.toThrow("is a link to elsewhere");
  expect(readdirSync(path.join(outside.path, "elsewhere"))).toEqual(["b.yaml"]);
});

test("what another has left by a kill goes with the next", async () => {
  using outside = temporaryFolder();
  const root = path.join(outside.path, "jobs");
  mkdirSync(path.join(root, ".trunkline/import-999999999"), { recursive: true });
  {
    await using folder = await ImportFolder.open(root);
    await folder.write("pipelines/a.yaml", "name: a\n", null);
    await folder.commit();
  }
  expect(readFileSync(path.join(root, "pipelines/a.yaml"), "utf8")).toBe("name: a\n");
  expect(existsSync(path.join(root, ".trunkline"))).toBe(false);
});
