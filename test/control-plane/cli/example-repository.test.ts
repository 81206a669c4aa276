import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { exampleRepository } from "#cli/example-repository.ts";
import { readChange } from "#core/change.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

test("the example is one commit that names no change, and stays as its user left it", async () => {
  await using state = temporaryDirectory();
  const folder = await exampleRepository(state.path);
  const git = (...words: string[]) =>
    execFileSync("git", ["-C", folder, ...words], { encoding: "utf8" }).trim();
  expect(git("status", "--porcelain")).toBe("");
  const message = git("log", "--format=%B");
  expect(message).toBe("Retail estate");
  expect(readChange(message).change).toBeNull();
  expect(await exampleRepository(state.path)).toBe(folder);
});
