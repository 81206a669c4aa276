// Everything runs under Node's own type stripping: vitest compiles files itself, and takes syntax that Node refuses.

import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** TypeScript files below those of the folders that exist, but for declarations. */
const below = (...folders: string[]): string[] =>
  folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))
        .map((file) => join(folder, file)),
    );

/** Answers what Node printed, without this process's own options: vitest's loader must not help. */
function node(...words: string[]): string {
  const { NODE_OPTIONS: _ours, ...env } = process.env;
  const { stdout, stderr } = spawnSync(process.execPath, ["--no-warnings", ...words], {
    cwd: root,
    env,
    encoding: "utf8",
  });
  return `${stdout}${stderr}`;
}

/** Runs `each` (a statement, of a path `file`) for all files in one process: 400 starts would take half a minute. */
const forAll = (files: readonly string[], before: string, each: string, ...options: string[]) =>
  node(
    "--input-type=module",
    ...options,
    "--eval",
    `${before}
    for (const file of ${JSON.stringify(files)})
      try { ${each} } catch (error) { console.log(file, error.stack); }
    console.log("all done");`,
  );

/** Modules of the page: a browser loads them, as test/page shows. */
const inBrowser = "control-plane/web/browser/";

test("every file of the product loads", () => {
  // It serves its parent over descriptor 3 as soon as it is loaded; the tests of its client start it.
  const supervisor = "control-plane/executors/supervisor/main.ts";
  const files = below("control-plane", "migrators", "schemas").filter(
    (file) => file !== supervisor && !file.startsWith(inBrowser),
  );
  expect(files.length).toBeGreaterThan(200);
  expect(forAll(files, "", "await import(`./${file}`)")).toBe("all done\n");
}, 60_000);

// Loading would run them: parsed only.
test("every other file is what Node understands", () => {
  const files = below("control-plane/executors/supervisor", inBrowser, "bench", ".ci", "test");
  const before = `import { readFileSync } from "node:fs";
    import { stripTypeScriptTypes } from "node:module";
    import { SourceTextModule } from "node:vm";`;
  const parse = 'new SourceTextModule(stripTypeScriptTypes(readFileSync(file, "utf8")))';
  expect(forAll(files, before, parse, "--experimental-vm-modules")).toBe("all done\n");
}, 60_000);
