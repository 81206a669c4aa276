import { statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { makeStateFolder } from "#cli/make-state-folder.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const modeOf = (folder: string) => statSync(folder).mode & 0o777;

test("the folder is private, those above it are as the user's others", async () => {
  await using at = temporaryDirectory();
  const state = await makeStateFolder(at.path, undefined);
  expect(state).toBe(path.join(at.path, ".trunkline", "state"));
  expect(modeOf(state)).toBe(0o700);
  expect(modeOf(path.dirname(state))).toBe(0o777 & ~process.umask());
  // One that exists is left as it is.
  expect(await makeStateFolder(at.path, ".trunkline/state")).toBe(state);
});

test("below a file it says which folder it can't use", async () => {
  await using at = temporaryDirectory();
  writeFileSync(path.join(at.path, "file"), "");
  await expect(makeStateFolder(at.path, "file/state")).rejects.toThrow(
    `can't use the state folder ${path.join(at.path, "file", "state")}`,
  );
});
