// Vitest's global setup: a place for the one embedded Postgres of a test run, and its end. The first test that wants a
// database starts the server (database.ts), so that runs without one don't pay for it.

import { mkdtemp, readdir, rm } from "node:fs/promises";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { isPostmasterOf, readPidFile } from "#store/embedded/postmaster.ts";
import { stopServer } from "#store/embedded/stop.ts";
import { fastDirectory } from "./fast-directory.ts";

const PREFIX = "trunkline-test-postgres-";

declare module "vitest" {
  interface ProvidedContext {
    /** State directory of the run's embedded Postgres. */
    postgresState: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await sweep();
  const stateDir = await mkdtemp(path.join(fastDirectory(), `${PREFIX}${process.pid}-`));
  project.provide("postgresState", stateDir);
  return () => remove(stateDir);
}

/** Ends what test runs that were killed left behind: their process id is in the folder's name. */
async function sweep(): Promise<void> {
  const folder = fastDirectory();
  for (const name of await readdir(folder)) {
    const pid = /^trunkline-test-postgres-(\d+)-/.exec(name)?.[1];
    if (!pid || isAlive(Number(pid))) continue;
    await remove(path.join(folder, name)).catch(() => {}); // another user's: their next run removes it
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"; // another user's
  }
}

async function remove(stateDir: string): Promise<void> {
  const dataDir = path.join(stateDir, "postgres");
  const running = readPidFile(dataDir);
  if (running && isPostmasterOf(dataDir, running.pid)) await stopServer(dataDir);
  await rm(stateDir, { recursive: true, force: true });
}
