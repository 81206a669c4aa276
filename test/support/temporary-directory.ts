// A directory for one test, removed at its end whatever permissions were set in it.

import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeTree } from "#executors/workspace.ts";

export interface TemporaryDirectory extends AsyncDisposable {
  path: string;
}

/** Use as `await using directory = temporaryDirectory()`. */
export function temporaryDirectory(): TemporaryDirectory {
  const path = mkdtempSync(join(tmpdir(), "trunkline-test-"));
  return { path, [Symbol.asyncDispose]: () => removeTree(path) };
}
