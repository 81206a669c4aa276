// An executor of `uses: transfer` between two folders of this host, for the tests of this folder.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { TransferAction } from "#core/action.ts";
import type { FilePlace } from "#core/file-place.ts";
import { createTransferExecutor } from "#executors/transfer.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

export interface TransferUnderTest extends AsyncDisposable {
  executor: ReturnType<typeof createTransferExecutor>;
  /** Its folders `in` and `out` are the places of actions. */
  folder: string;
  action(more?: Partial<TransferAction>): TransferAction;
  put(path: string, content: string | Buffer): void;
  /** All files below a folder, with their contents. */
  files(folder: "in" | "out" | "done"): Record<string, string>;
}

export const localPlace = (path: string): FilePlace => ({
  ...{ connectionName: null, connection: null, path },
});

export async function transferUnderTest(): Promise<TransferUnderTest> {
  const directory = temporaryDirectory();
  const folder = directory.path;
  for (const name of ["in", "out", "done"]) mkdirSync(join(folder, name));
  const executor = createTransferExecutor({
    localFiles: [{ folder, isWritable: true }],
  });
  return {
    ...{ executor, folder },
    action: (more = {}) => ({
      kind: "transfer",
      from: localPlace(join(folder, "in")),
      to: localPlace(join(folder, "out")),
      files: ["**/*"],
      ...{ minFiles: 1, maxFiles: 1_000, maxBytes: 2 ** 40 },
      ...{ ifExists: "same", verify: "checksum", after: "keep" },
      ...{ moveTo: null, ifChanged: "fail" },
      ...more,
    }),
    put(path, content) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    },
    files: (name) => filesBelow(join(folder, name)),
    async [Symbol.asyncDispose]() {
      await executor.close();
      await directory[Symbol.asyncDispose]();
    },
  };
}

/** Hidden ones too. */
export function filesBelow(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path.slice(folder.length + 1), readFileSync(path, "utf8")]),
  );
}
