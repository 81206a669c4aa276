// An estate's repository behind a real smart-HTTP server on this machine.

import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { createEstateRepository, type EstateSize } from "./estate.ts";

export interface ServedEstate extends AsyncDisposable {
  url: string;
  /** The bare repository. */
  repository: string;
  /** A new empty folder, removed with the estate. */
  folder: () => string;
}

const script = fileURLToPath(new URL("git-server.ts", import.meta.url));

export async function serveEstate(size: EstateSize): Promise<ServedEstate> {
  const root = mkdtempSync(join(tmpdir(), "trunkline-bench-"));
  const repository = join(root, "estate.git");
  createEstateRepository(repository, size);
  const server = spawn(process.execPath, [script, root], { stdio: ["pipe", "pipe", "inherit"] });
  const exited = once(server, "exit");
  const url = await firstLineOf(server).catch((error: unknown) => {
    rmSync(root, { recursive: true, force: true });
    throw error;
  });
  let folders = 0;
  return {
    url: `${url}estate.git`,
    repository,
    folder() {
      const path = join(root, `folder-${folders++}`);
      mkdirSync(path);
      return path;
    },
    async [Symbol.asyncDispose]() {
      server.stdin.end();
      await exited;
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** The first line that a process prints. @throws when it ends before */
export async function firstLineOf(child: ChildProcessByStdio<Writable | null, Readable, null>) {
  const [line] = await Promise.race([
    once(createInterface(child.stdout), "line"),
    once(child, "exit").then(([code, signal]) => {
      throw new Error(`${child.spawnargs.join(" ")} ended (${signal ?? code}) and printed nothing`);
    }),
  ]);
  return line as string;
}
