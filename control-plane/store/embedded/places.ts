// Where the embedded Postgres keeps its data, socket, log and password.

import { createHash, randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { messageOf, StoreError } from "#store/errors.ts";
import { type Account, canEnter } from "./account.ts";

export interface Places {
  stateDir: string;
  /** Below the state directory, or below `sharedDir` when the account can't enter the former. */
  dataDir: string;
  /** Short, in the temp directory: see SOCKET_PATH_LIMIT. */
  socketDir: string;
  log: string;
  lock: string;
  passwordFile: string;
}

/** Where root puts what the account couldn't reach elsewhere. */
export const SHARED_DIR = "/var/lib/trunkline";

/** Bytes of a socket's path that fit into `sockaddr_un`: 107 on Linux, 103 on macOS. The smaller serves both. */
export const SOCKET_PATH_LIMIT = 103;

/** The socket's number is part of its name only; nothing listens on a port. */
export const SOCKET_PORT = 5432;

/**
 * Makes the state directory and decides where everything goes. Decided once: a data directory, once recorded, stays.
 * @throws StoreError when the state directory can't be made, or belongs to another machine.
 */
export function layOut(stateDir: string, account: Account, sharedDir: string): Places {
  const directory = makeStateDir(stateDir, account);
  const at = (name: string) => path.join(directory, name);
  const dataDir = dataDirOf(directory, account, sharedDir);
  return {
    stateDir: directory,
    dataDir,
    socketDir: socketDirOf(dataDir),
    log: at("postgres.log"),
    lock: at("postgres.lock"),
    passwordFile: at("postgres.password"),
  };
}

function makeStateDir(stateDir: string, account: Account): string {
  try {
    // Under root the server's account must pass through, but not list; what is secret inside has mode 0600.
    mkdirSync(stateDir, { recursive: true, mode: account.ids.uid === undefined ? 0o700 : 0o711 });
    return realpathSync(stateDir);
  } catch (cause) {
    throw new StoreError(`can't make the state directory ${stateDir}: ${messageOf(cause)}`, {
      help: "Choose another with `--state DIR` or TRUNKLINE_STATE.",
      cause,
    });
  }
}

interface PlaceRecord {
  dataDir: string;
  /** The machine (or container) whose process ids the data directory's pid file speaks of. */
  host: string;
}

function dataDirOf(stateDir: string, account: Account, sharedDir: string): string {
  const file = path.join(stateDir, "postgres.json");
  const known = existsSync(file)
    ? (JSON.parse(readFileSync(file, "utf8")) as PlaceRecord)
    : undefined;
  const dataDir = known?.dataDir ?? chooseDataDir(stateDir, account, sharedDir);
  if (known && known.host !== hostname()) refuseForeignHost(known);
  if (!known || known.host !== hostname()) {
    writeFileSync(
      file,
      `${JSON.stringify({ dataDir, host: hostname() } satisfies PlaceRecord)}\n`,
      { mode: 0o600 },
    );
  }
  return dataDir;
}

/** Another host's or container's process ids mean nothing here: its server may live, and two would destroy the data. */
function refuseForeignHost({ dataDir, host }: PlaceRecord): void {
  const pidFile = path.join(dataDir, "postmaster.pid");
  if (!existsSync(pidFile)) return;
  throw new StoreError(`the Postgres in ${dataDir} was started on ${host} and never stopped`, {
    help: `If ${host} is gone (a removed container), delete ${pidFile} and start again. If it runs, stop it first: one data directory serves one machine.`,
  });
}

function chooseDataDir(stateDir: string, account: Account, sharedDir: string): string {
  const parent = canEnter(account, stateDir) ? stateDir : path.join(sharedDir, hash(stateDir));
  return path.join(parent, "postgres");
}

function socketDirOf(dataDir: string): string {
  const name = `trunkline-${hash(dataDir)}`;
  const fits = (directory: string) => Buffer.byteLength(socketPath(directory)) <= SOCKET_PATH_LIMIT;
  const own = path.join(realpathSync(tmpdir()), name);
  return fits(own) ? own : path.join("/tmp", name);
}

export function socketPath(socketDir: string): string {
  return path.join(socketDir, `.s.PGSQL.${SOCKET_PORT}`);
}

const hash = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 12);

/** Makes a directory that only the account can enter; one that somebody else put there is refused, not used. */
export function makePrivateDir(directory: string, account: Account): void {
  mkdirSync(path.dirname(directory), { recursive: true });
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const owner = statSync(directory).uid;
  const us = process.getuid?.() ?? owner;
  const expected = account.ids.uid ?? us;
  if (owner !== expected && owner !== us) {
    throw new StoreError(`${directory} belongs to another user (uid ${owner})`, {
      help: "Remove it, or ask its owner.",
    });
  }
  if (account.ids.uid !== undefined) chownSync(directory, account.ids.uid, account.ids.gid);
  chmodSync(directory, 0o700);
}

/** The server's password: made once, readable by us alone. */
export function passwordOf({ passwordFile, dataDir }: Places): string {
  if (!existsSync(passwordFile)) {
    if (existsSync(path.join(dataDir, "PG_VERSION"))) {
      throw new StoreError(
        `${passwordFile}, the password of the Postgres in ${dataDir}, is missing`,
        {
          help: "Restore the file. To begin with an empty database instead, remove the state directory.",
        },
      );
    }
    writeFileSync(passwordFile, randomBytes(24).toString("base64url"), { mode: 0o600, flag: "wx" });
  }
  return readFileSync(passwordFile, "utf8").trim();
}
