import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { runCommand } from "#cli/main.ts";
import { temporaryFolder } from "#test/support/repository.ts";

test.each([
  ["autosys", "insert_job: A\njob_type: c\ncommand: x\nmachine: m\n"],
  [
    "control-m",
    '<DEFTABLE><FOLDER FOLDER_NAME="F"><JOB JOBNAME="A" CMDLINE="x" TASKTYPE="Command"/></FOLDER></DEFTABLE>',
  ],
])("at a terminal an import of %s says what it is at", async (system, text) => {
  using folder = temporaryFolder();
  writeFileSync(path.join(folder.path, "export"), text);
  let shown = "";
  await runCommand({
    words: ["import", system, "export", "--out", "jobs"],
    env: {},
    cwd: folder.path,
    stdout: { write: () => {} },
    stderr: { write: (written) => (shown += written), isTTY: true },
    signal: new AbortController().signal,
  });
  expect(shown).toContain("reading 1 of 1: export");
  expect(shown).toMatch(/0 of \d jobs read/);
});
