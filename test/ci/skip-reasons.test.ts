// A test whose peer is missing is skipped, and the run says which peer.

import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const manifest = createRequire(import.meta.url).resolve("vitest/package.json");
const vitest = join(dirname(manifest), "vitest.mjs");
const reporter = fileURLToPath(new URL("../support/skip-reasons.ts", import.meta.url));

test("reasons are printed at the end, also those of a hook, and nothing when all ran", async () => {
  await using folder = temporaryDirectory();
  const write = (name: string, text: string) => writeFileSync(join(folder.path, name), text);
  write(
    "vitest.config.ts",
    `import { SkipReasons } from ${JSON.stringify(reporter)};
     export default { test: { globals: true, reporters: [new SkipReasons()] } };`,
  );
  write(
    "some.test.ts",
    `test("compares with cron", ({ skip }) => skip("cron is not installed"));
     describe("as root", () => {
       beforeEach(({ skip }) => skip(true, "we are not root"));
       test("changes user", () => {});
     });`,
  );
  write("all.test.ts", `test("runs", () => {});`);
  const run = (file: string) => {
    const { NODE_OPTIONS: _ours, ...env } = process.env;
    const words = [vitest, "run", "--root", folder.path, file];
    return spawnSync(process.execPath, words, { cwd: folder.path, env, encoding: "utf8" });
  };
  const some = run("some.test.ts");
  expect(some.stdout).toBe(`
 Skipped, and why:
   some.test.ts > compares with cron
     cron is not installed
   some.test.ts > as root > changes user
     we are not root

`);
  expect(some.status).toBe(0);
  expect(run("all.test.ts").stdout).toBe("");
});
