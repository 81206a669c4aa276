// An estate's repository behind a real smart-HTTP server on this machine.

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GitServer } from "#test/support/git-server.ts";
import { createEstateRepository, type EstateSize } from "./estate.ts";

export interface ServedEstate extends AsyncDisposable {
  url: string;
  /** The bare repository. */
  repository: string;
  /** A new empty folder, removed with the estate. */
  folder: () => string;
}

export async function serveEstate(size: EstateSize): Promise<ServedEstate> {
  const root = mkdtempSync(join(tmpdir(), "trunkline-bench-"));
  const repository = join(root, "estate.git");
  createEstateRepository(repository, size);
  const server = await GitServer.start(root);
  let folders = 0;
  return {
    url: server.url("estate.git"),
    repository,
    folder() {
      const path = join(root, `folder-${folders++}`);
      mkdirSync(path);
      return path;
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
