// The embedded Postgres as one call: adopt the server of this state directory when it lives, else make and start it.

import { existsSync, realpathSync, rmSync } from "node:fs";
import path from "node:path";
import { explainFileError, StoreError } from "#store/errors.ts";
import { accountOf, postgresAccount } from "./account.ts";
import { packageRoot, usableBinaries } from "./binaries.ts";
import { createCluster, ROLE } from "./initdb.ts";
import { lockFile } from "./lock.ts";
import {
  layOut,
  makePrivateDir,
  type Places,
  passwordOf,
  SHARED_DIR,
  SOCKET_PORT,
  socketPath,
} from "./places.ts";
import { isPostmasterOf, readPidFile } from "./postmaster.ts";
import { type Address, createDatabase, DATABASE } from "./probe.ts";
import type { Settings } from "./settings.ts";
import { type Ready, startPostmaster, waitForAnswer } from "./start.ts";
import { removeIfEmpty, stopServer } from "./stop.ts";

export interface EmbeddedOptions {
  /** Made when missing. Holds the data, the log and the password. */
  stateDir: string;
  /** Added to (and winning over) DEFAULT_SETTINGS; a server that is adopted keeps those it was started with. */
  settings?: Settings;
  /** Hears in one sentence what was unusual: a stale pid file, a redo, a restart. */
  onNotice?: (message: string) => void;
  /** Where root copies what the server's account can't reach. */
  sharedDir?: string;
  /** The folder of the npm package with the programs. */
  packageRoot?: string;
}

export interface EmbeddedPostgres {
  /** With the password: never print it. */
  connectionString: string;
  socketDir: string;
  dataDir: string;
  pid: number;
  mode: "started" | "adopted";
  /** Stops it cleanly (17-55 ms), whoever started it; open transactions are rolled back. */
  stop(): Promise<void>;
}

/**
 * A running server for the state directory. Several processes may call it at once: one starts, the others adopt.
 * @throws StoreError with what to do, for everything that a user can repair.
 */
export async function ensurePostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  try {
    return await adoptOrStart(options);
  } catch (error) {
    throw explainFileError(error, `can't run Postgres in ${options.stateDir}`);
  }
}

async function adoptOrStart(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  if (process.platform === "win32") {
    throw new StoreError(
      "the embedded Postgres listens on a unix socket only, which Node can't open on Windows",
      {
        help: "Run Trunkline in WSL, or set DATABASE_URL to a Postgres 15 or newer.",
      },
    );
  }
  const { onNotice = () => {}, settings = {}, sharedDir = SHARED_DIR } = options;
  const candidate = postgresAccount();
  const places = layOut(options.stateDir, candidate, sharedDir);
  using _lock = await lockFile(places.lock);
  const password = passwordOf(places);

  if (await adopt(places, password, onNotice)) return handle(places, password, "adopted");

  const account = accountOf(places.dataDir, candidate);
  const binaries = usableBinaries(account, sharedDir, options.packageRoot ?? packageRoot());
  const address = { host: places.socketDir, port: SOCKET_PORT, password };
  const start = { postgres: binaries.postgres, account, places, settings, address, onNotice };
  makePrivateDir(places.socketDir, account);
  try {
    createCluster(binaries, account, places, password);
    await finish(places, address, await startPostmaster(start));
  } catch (error) {
    removeIfEmpty(places.socketDir);
    throw error;
  }
  return handle(places, password, "started");
}

/** The running server's answer; undefined when none runs, and then no pid file is left that would keep one from starting. */
async function adopt(
  places: Places,
  password: string,
  onNotice: (message: string) => void,
): Promise<Ready | undefined> {
  const running = readPidFile(places.dataDir);
  if (!running) return undefined;
  const lives = () => isPostmasterOf(places.dataDir, running.pid);
  const address = { host: running.socketDir || places.socketDir, port: SOCKET_PORT, password };
  if (lives() && running.socketDir && !existsSync(socketPath(running.socketDir))) {
    onNotice(`the socket in ${running.socketDir} is gone; restarting Postgres`);
    await stopServer(places.dataDir);
  }
  const ready = await waitForAnswer(address, lives, onNotice, places.log);
  if (ready) return finish(places, address, ready);
  const pidFile = path.join(places.dataDir, "postmaster.pid");
  if (existsSync(pidFile)) {
    onNotice(`Postgres (process ${running.pid}) ended without a clean stop; starting it again`);
    rmSync(pidFile, { force: true });
  }
  return undefined;
}

/** What must hold of every server before anybody gets its address. */
async function finish(places: Places, address: Address, ready: Ready): Promise<Ready> {
  if (realpathSync(places.dataDir) !== ready.dataDir) {
    throw new StoreError(
      `the Postgres at ${address.host} serves ${ready.dataDir}, not ${places.dataDir}`,
      {
        help: "Two state directories share a socket folder. Stop that server, then start again.",
      },
    );
  }
  if (!ready.hasDatabase) await createDatabase(address);
  return ready;
}

function handle(
  places: Places,
  password: string,
  mode: EmbeddedPostgres["mode"],
): EmbeddedPostgres {
  const running = readPidFile(places.dataDir);
  const socketDir = running?.socketDir || places.socketDir;
  const host = encodeURIComponent(socketDir);
  return {
    connectionString: `postgres://${ROLE}:${password}@${host}/${DATABASE}`,
    socketDir,
    dataDir: places.dataDir,
    pid: running?.pid ?? 0,
    mode,
    async stop() {
      using _lock = await lockFile(places.lock);
      await stopServer(places.dataDir);
    },
  };
}
