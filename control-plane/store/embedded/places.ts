// Where the embedded Postgres keeps its data, socket, log and password.

import { createHash, randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { StoreError } from "#store/errors.ts";
import { type Account, canEnter } from "./account.ts";
import { isPostmasterOf, readPidFile } from "./postmaster.ts";

export interface Places {
  stateDir: string;
  /** Below the state directory, or below `sharedDir` when the account can't enter the former. */
  dataDir: string;
  /** Short, in the temp directory or, when that is long or closed to the account, in `/tmp`: see SOCKET_PATH_LIMIT. */
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

/** Where everything is or would be; writes nothing. */
export function locate(stateDir: string, account: Account, sharedDir: string): Places {
  const directory = existsSync(stateDir) ? realpathSync(stateDir) : path.resolve(stateDir);
  const at = (name: string) => path.join(directory, name);
  const known = readRecord(directory)?.dataDir ?? chooseDataDir(directory, account, sharedDir);
  const dataDir = path.resolve(directory, known);
  return {
    stateDir: directory,
    dataDir,
    socketDir: socketDirOf(dataDir, account),
    log: at("postgres.log"),
    lock: at("postgres.lock"),
    passwordFile: at("postgres.password"),
  };
}

/**
 * Makes the state directory and decides where everything goes. Decided once: a data directory, once recorded, stays.
 * @throws StoreError when the state directory can't be made, or another machine's server may run on its data.
 */
export function layOut(stateDir: string, account: Account, sharedDir: string): Places {
  mkdirSync(path.dirname(stateDir), { recursive: true });
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  letIn(account, stateDir);
  const places = locate(stateDir, account, sharedDir);
  const known = readRecord(places.stateDir);
  if (known?.host === hostname()) return places;
  if (known) refuseForeignServer(places.dataDir, known.host);
  writeRecord(places);
  return places;
}

/** Under root the server's account must pass through a private state directory: its group may, and no one else. */
function letIn({ ids }: Account, stateDir: string): void {
  if (ids.uid === undefined || !isPrivateToRoot(stateDir)) return;
  chownSync(stateDir, 0, ids.gid);
  chmodSync(stateDir, 0o710);
}

function isPrivateToRoot(directory: string): boolean {
  const { uid, mode } = statSync(directory);
  return uid === 0 && (mode & 0o077) === 0;
}

interface PlaceRecord {
  /** Relative to the state directory when inside it, so that it can be moved. */
  dataDir: string;
  /** The machine (or container) whose process ids the data directory's pid file speaks of. */
  host: string;
}

const recordFile = (stateDir: string) => path.join(stateDir, "postgres.json");

function readRecord(stateDir: string): PlaceRecord | undefined {
  const file = recordFile(stateDir);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as PlaceRecord) : undefined;
}

function writeRecord({ stateDir, dataDir }: Places): void {
  const relative = path.relative(stateDir, dataDir);
  const record: PlaceRecord = {
    dataDir: relative.startsWith("..") ? dataDir : relative,
    host: hostname(),
  };
  writeWhole(recordFile(stateDir), `${JSON.stringify(record)}\n`);
}

/** Another host's or container's process ids mean nothing here: its server may live, and two would destroy the data. */
function refuseForeignServer(dataDir: string, host: string): void {
  const running = readPidFile(dataDir);
  if (!running || isPostmasterOf(dataDir, running.pid)) return;
  const pidFile = path.join(dataDir, "postmaster.pid");
  throw new StoreError(`the Postgres in ${dataDir} was started on ${host} and never stopped`, {
    help: `If ${host} is gone (a removed container, a former name), delete ${pidFile} and start again. If it runs, stop it first: one data directory serves one machine.`,
  });
}

function chooseDataDir(stateDir: string, account: Account, sharedDir: string): string {
  let existing = stateDir;
  while (!existsSync(existing)) existing = path.dirname(existing);
  const willEnter = canEnter(
    account,
    existing === stateDir && isPrivateToRoot(stateDir) ? path.dirname(stateDir) : existing,
  );
  return path.join(willEnter ? stateDir : path.join(sharedDir, hash(stateDir)), "postgres");
}

/** Under root the temp directory is often private to it (`pam_tmpdir`, systemd), and the account works in this folder. */
function socketDirOf(dataDir: string, account: Account): string {
  const name = `trunkline-${hash(dataDir)}`;
  const own = realpathSync(tmpdir());
  const fits = Buffer.byteLength(socketPath(path.join(own, name))) <= SOCKET_PATH_LIMIT;
  return path.join(fits && canEnter(account, own) ? own : "/tmp", name);
}

export function socketPath(socketDir: string): string {
  return path.join(socketDir, `.s.PGSQL.${SOCKET_PORT}`);
}

const hash = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 12);

/** Makes a directory that only the account can enter; one that somebody else put there is refused, not used. */
export function makePrivateDir(directory: string, account: Account): void {
  mkdirSync(path.dirname(directory), { recursive: true });
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  // Not followed if it is a link: the temp directory is everybody's.
  const owner = lstatSync(directory).uid;
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
          help: `Restore the file. To begin with an empty database instead, remove ${dataDir}.`,
        },
      );
    }
    writeWhole(passwordFile, randomBytes(24).toString("base64url"));
  }
  return readFileSync(passwordFile, "utf8").trim();
}

/** Readable by us alone, and whole or not there at all, also on a full disk. */
function writeWhole(file: string, text: string): void {
  const half = `${file}.${process.pid}`;
  try {
    writeFileSync(half, text, { mode: 0o600 });
    renameSync(half, file);
  } catch (error) {
    rmSync(half, { force: true });
    throw error;
  }
}
