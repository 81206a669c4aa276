import { spawn } from "node:child_process";
import { expect, test } from "vitest";
import { firstLineOf } from "../../../bench/support/served-estate.ts";

const started = (script: string) =>
  spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });

test("a server's first line is waited for; one that ends before it is an error", async () => {
  expect(await firstLineOf(started("console.log('http://here/'); console.log('more')"))).toBe(
    "http://here/",
  );
  await expect(firstLineOf(started("process.exit(3)"))).rejects.toThrow("ended (3)");
});
