// A database of its own that leaves nothing behind, in a temporary folder.

import { mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { removeTree } from "#executors/workspace.ts";
import { type Connection, connect } from "#store/connect.ts";
import { StoreError } from "#store/errors.ts";
import { untilLastConnection } from "#store/last-connection.ts";
import { CommandError } from "./exit.ts";
import { isRunning } from "./is-running.ts";

export interface ScratchDatabase extends AsyncDisposable {
  connectionString: string;
  /** Goes with it. */
  directory: string;
}

const prefix = "trunkline-try-";

/** Nothing in it outlives the command, so nothing has to reach a disk. */
const settings = { fsync: "off", full_page_writes: "off", synchronous_commit: "off" };

/**
 * Everything of it is gone when it is disposed of, or at the latest with a process that ends by itself.
 * @param more settings of Postgres
 */
export async function startScratchDatabase(
  more: Record<string, string> = {},
): Promise<ScratchDatabase> {
  removeAbandoned();
  const directory = mkdtempSync(path.join(tmpdir(), `${prefix}${process.pid}-`));
  await using closing = new AsyncDisposableStack();
  let postmaster = 0;
  // A second Ctrl-C leaves at once; only what takes no waiting can still be done then.
  const dropNow = () => {
    try {
      if (postmaster > 0) process.kill(postmaster, "SIGQUIT");
      rmSync(directory, { recursive: true, force: true });
    } catch {
      // A task made something unwritable: the next one looks again.
    }
  };
  process.once("exit", dropNow);
  closing.defer(() => void process.off("exit", dropNow));
  closing.defer(() => removeTree(directory));
  const { connectionString, embedded } = await startPostgres(directory, { ...settings, ...more });
  postmaster = embedded?.pid ?? 0;
  closing.defer(async () => {
    postmaster = 0;
    await untilLastConnection(connectionString);
    await embedded?.stop();
    // Under root it may lie elsewhere, where the server's account can enter.
    if (embedded && !embedded.dataDir.startsWith(realpathSync(directory)))
      await removeTree(path.dirname(embedded.dataDir));
  });
  const close = closing.move();
  return { connectionString, directory, [Symbol.asyncDispose]: () => close.disposeAsync() };
}

async function startPostgres(
  stateDir: string,
  settings: Record<string, string>,
): Promise<Connection> {
  try {
    return await connect({ stateDir, settings });
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    throw new CommandError("refused", error.message, error.help ?? "see `trunkline doctor`", error);
  }
}

/** Of commands that were killed. Postgres ends by itself, within a minute, when its folder is gone. */
function removeAbandoned(): void {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(prefix)) continue;
    const pid = Number.parseInt(name.slice(prefix.length), 10);
    if (isRunning(pid)) continue;
    // What another user left is theirs to remove.
    try {
      rmSync(path.join(tmpdir(), name), { recursive: true, force: true });
    } catch {}
  }
}
