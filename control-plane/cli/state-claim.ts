// One `trunkline up` per state folder: two would sync the same project and share a work directory.

import path from "node:path";
import { lockFile } from "#store/embedded/lock.ts";
import { StoreError } from "#store/errors.ts";
import { CommandError } from "./exit.ts";
import { readServerFile } from "./server-file.ts";

/** Freed at the end, or by the system when the process is killed. @throws CommandError when it is in use. */
export async function claimState(state: string): Promise<AsyncDisposable> {
  try {
    const lock = await lockFile(path.join(state, "up.lock"), 0);
    return {
      async [Symbol.asyncDispose]() {
        lock[Symbol.dispose]();
      },
    };
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    const running = await readServerFile(state).catch(() => null);
    const where = running === null ? "" : ` at ${running.url} (process ${running.pid})`;
    throw new CommandError(
      "refused",
      `Trunkline is already up with the state folder ${state}${where}`,
      "Use that one, stop it, or name another folder with --state.",
    );
  }
}
