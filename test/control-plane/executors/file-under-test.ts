// An executor of `uses: file` over a folder of this host, for the tests of this folder.

import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { FileAction } from "#core/action.ts";
import { createFileExecutor } from "#executors/file.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

export interface FileUnderTest extends AsyncDisposable {
  executor: ReturnType<typeof createFileExecutor>;
  /** Its folder `in` is the one of actions. */
  folder: string;
  action(more?: Partial<FileAction>): FileAction;
  /** @returns The whole path. */
  put(path: string, content: string): string;
}

export async function fileUnderTest(): Promise<FileUnderTest> {
  const directory = temporaryDirectory();
  const folder = directory.path;
  mkdirSync(join(folder, "in"));
  const executor = createFileExecutor({ localFiles: [{ folder, isWritable: false }] });
  return {
    ...{ executor, folder },
    action: (more = {}) => ({
      ...{ kind: "file", connectionName: null, connection: null, path: join(folder, "in") },
      ...{ files: ["*"], on: "exists", count: 1, all: false, everyMs: 20 },
      ...{ stableMs: 0, minBytes: 0, minAgeMs: 0, maxAgeMs: null, marker: null },
      ...more,
    }),
    put(path, content) {
      const whole = join(folder, path);
      mkdirSync(dirname(whole), { recursive: true });
      // All at once, so that nobody sees half of it.
      writeFileSync(join(folder, "part"), content);
      renameSync(join(folder, "part"), whole);
      return whole;
    },
    async [Symbol.asyncDispose]() {
      await executor.close();
      await directory[Symbol.asyncDispose]();
    },
  };
}
