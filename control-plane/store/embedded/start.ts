// Starts a postmaster and waits until it serves, or says with the log's last lines why it doesn't.

import { spawn } from "node:child_process";
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { StoreError } from "#store/errors.ts";
import { type Account, SERVER_ENVIRONMENT } from "./account.ts";
import { type Places, socketPath } from "./places.ts";
import { isPostmasterOf } from "./postmaster.ts";
import { type Address, type Answer, probe } from "./probe.ts";
import { type Settings, serverArguments } from "./settings.ts";
import { diskFullHelp } from "./space.ts";

/** A start takes 40-110 ms, so 5 ms between two looks; in redo each of them is a line in the log. */
const STEP_MS = { silent: 5, starting: 25 };
/** Without any answer. A server in redo answers 57P03 and gets all the time that it needs. */
const PATIENCE_MS = 60_000;
/** Children of a killed postmaster notice its death and let go of the shared memory within moments. */
const ORPHANS_MS = 15_000;
/** A start finds a log this long and begins a new one, keeping one old. */
const LOG_BYTES = 16e6;
const ORPHANS = /pre-existing shared memory block|lock file "postmaster.pid" already exists/;

export type Ready = Answer & { state: "ready" };

export interface Start {
  postgres: string;
  account: Account;
  places: Places;
  settings: Settings;
  address: Address;
  onNotice: (message: string) => void;
}

/**
 * Starts detached, so that the database outlives this process: a restart of the control plane doesn't restart it.
 * @throws StoreError when it exits, or says nothing for a minute.
 */
export async function startPostmaster(start: Start): Promise<Ready> {
  const orphansDeadline = performance.now() + ORPHANS_MS;
  removeStaleSocketLock(start.places);
  for (;;) {
    const attempt = spawnPostmaster(start);
    const ready = await untilReady(start, () => attempt.exit);
    if (ready) return ready;
    const said = tail(start.places.log, attempt.logStart);
    if (ORPHANS.test(said) && performance.now() < orphansDeadline) {
      await delay(50);
      continue;
    }
    throw new StoreError(
      `Postgres ended with ${attempt.exit} while starting. The end of ${start.places.log}:\n${said}`,
      {
        help: diskFullHelp(said, start.places.dataDir),
      },
    );
  }
}

/**
 * Postgres believes the lock beside its socket while any process has the number in it: a zombie that nobody waits
 * for (as in containers) or a stranger would keep it from starting. The folder is ours alone.
 */
function removeStaleSocketLock({ dataDir, socketDir }: Places): void {
  const lock = `${socketPath(socketDir)}.lock`;
  if (!existsSync(lock)) return;
  const [pid = ""] = readFileSync(lock, "utf8").split("\n");
  if (!isPostmasterOf(dataDir, Number(pid))) rmSync(lock, { force: true });
}

function spawnPostmaster({ postgres, account, places, settings }: Start) {
  if (sizeOf(places.log) > LOG_BYTES) renameSync(places.log, `${places.log}.1`);
  const logStart = sizeOf(places.log);
  const log = openSync(places.log, "a", 0o600);
  const child = spawn(postgres, serverArguments(places.dataDir, places.socketDir, settings), {
    ...account.ids,
    cwd: "/",
    env: SERVER_ENVIRONMENT,
    stdio: ["ignore", log, log],
    detached: true,
  });
  closeSync(log);
  child.unref();
  const attempt = { logStart, exit: undefined as string | undefined };
  child.on("error", (error) => {
    attempt.exit = error.message;
  });
  child.on("exit", (code, signal) => {
    attempt.exit = signal ? `signal ${signal}` : `exit code ${code}`;
  });
  return attempt;
}

const sizeOf = (file: string) => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

/** Undefined when the process ended. */
async function untilReady(
  { address, places, onNotice }: Start,
  exit: () => string | undefined,
): Promise<Ready | undefined> {
  return waitForAnswer(address, () => exit() === undefined, onNotice, places.log);
}

/**
 * Asks until the server is ready; undefined once `lives` says that its process is gone.
 * @throws StoreError when a living process says nothing for a minute.
 */
export async function waitForAnswer(
  address: Address,
  lives: () => boolean,
  onNotice: (message: string) => void,
  log: string,
): Promise<Ready | undefined> {
  let deadline = performance.now() + PATIENCE_MS;
  let announced = performance.now() + 1_000;
  while (lives()) {
    const answer = await probe(address);
    if (answer.state === "ready") return answer;
    const now = performance.now();
    if (answer.state === "starting") deadline = now + PATIENCE_MS;
    if (answer.state === "starting" && now > announced) {
      onNotice("Postgres is repeating its log after a crash; waiting for it");
      announced = now + 10_000;
    }
    if (now > deadline) {
      throw new StoreError(
        `Postgres did not answer for ${PATIENCE_MS / 1000} s. The end of ${log}:\n${tail(log)}`,
      );
    }
    await delay(STEP_MS[answer.state]);
  }
  return undefined;
}

/** The last lines of the log, at most from the given byte on. */
export function tail(log: string, from = 0): string {
  if (!existsSync(log)) return "(there is no log)";
  const text = readFileSync(log).subarray(from).toString().trim();
  return text.split("\n").slice(-12).join("\n") || "(it wrote nothing)";
}
