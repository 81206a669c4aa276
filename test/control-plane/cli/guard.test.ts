import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { trunkline } from "#test/support/trunkline.ts";

test("the script that it prints is the one that it runs", async () => {
  const { stdout } = await trunkline(["guard", "--print"]);
  expect(stdout).toBe(readFileSync("control-plane/guard/trunkline-guard", "utf8"));
  const { stdout: windows } = await trunkline(["guard", "--print", "--powershell"]);
  expect(windows).toBe(readFileSync("control-plane/guard/trunkline-guard.ps1", "utf8"));
});

test("it exits as the script does, which says what is wrong", async () => {
  const { code, stderr } = await trunkline(["guard", "--job", "a/b/c", "--", "true"]);
  expect([code, stderr]).toEqual([64, expect.stringContaining("--job needs PIPELINE")]);
});
