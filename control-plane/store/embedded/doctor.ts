// What `trunkline doctor` says about Postgres: each thing that a start depends on, looked at without starting anything.

import { accessSync, constants, existsSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import type { Check } from "#core/check.ts";
import { checkServer, redact } from "#store/check-server.ts";
import { type Finding, forgesOf, ok, rolesOf, zonesOf } from "#store/doctor-questions.ts";
import { messageOf, StoreError } from "#store/errors.ts";
import { accountOf, canEnter, postgresAccount } from "./account.ts";
import { missingSymlinks, PACKAGE_NAME, packageRoot, usableBinaries } from "./binaries.ts";
import { ROLE } from "./initdb.ts";
import {
  locate,
  type Places,
  passwordOf,
  SHARED_DIR,
  SOCKET_PATH_LIMIT,
  SOCKET_PORT,
  socketPath,
} from "./places.ts";
import { isPostmasterOf, readPidFile } from "./postmaster.ts";
import { DATABASE, probe } from "./probe.ts";
import { freeMegabytes, NEEDED_MB } from "./space.ts";

export interface DoctorOptions {
  stateDir: string;
  /** When given, the embedded server isn't looked at. */
  databaseUrl?: string | undefined;
  sharedDir?: string;
  packageRoot?: string;
}

type Look = (
  options: Required<Pick<DoctorOptions, "stateDir" | "sharedDir">> & DoctorOptions,
) => Finding | Promise<Finding>;

const OLDEST_NODE = 26;

/** In the order in which a start needs them. */
const ALWAYS: readonly [string, Look][] = [["Node version", nodeVersion]];
const EXTERNAL: readonly [string, Look][] = [
  ["DATABASE_URL", externalServer],
  ["Zones of the database", ({ databaseUrl = "" }) => zonesOf({ connectionString: databaseUrl })],
  ["Forges", ({ databaseUrl = "" }) => forgesOf({ connectionString: databaseUrl })],
  ["Database roles", ({ databaseUrl = "" }) => rolesOf({ connectionString: databaseUrl })],
];
const EMBEDDED: readonly [string, Look][] = [
  ["Postgres programs", packagePresent],
  ["Library links", symlinks],
  ["User of Postgres", account],
  ["Access to the programs", programsUsable],
  ["State directory", stateDirectory],
  ["Socket path", socketLength],
  ["Free space", freeSpace],
  ["Postgres", runningServer],
  ["Zones of the database", (options) => whileRunning(options, zonesOf)],
  ["Forges", (options) => whileRunning(options, forgesOf)],
  ["Database roles", (options) => whileRunning(options, rolesOf)],
];

/** All findings, good ones too, in an order that reads from cause to effect. Never throws for what it finds. */
export async function checkPostgres(options: DoctorOptions): Promise<Check[]> {
  const { sharedDir = SHARED_DIR } = options;
  const checks: Check[] = [];
  for (const [name, look] of [...ALWAYS, ...(options.databaseUrl ? EXTERNAL : EMBEDDED)]) {
    checks.push({ name, ...(await attempt(() => look({ ...options, sharedDir }))) });
  }
  return checks;
}

async function attempt(look: () => Finding | Promise<Finding>): Promise<Finding> {
  try {
    return await look();
  } catch (error) {
    const help = error instanceof StoreError ? error.help : undefined;
    return { state: "failed", detail: messageOf(error), ...(help && { help }) };
  }
}

function nodeVersion(): Finding {
  const { node } = process.versions;
  if (Number.parseInt(node, 10) >= OLDEST_NODE) return ok(node);
  const help =
    "Start it through npm (`npm start`, `npm exec trunkline`), which uses the Node of this checkout.";
  return { state: "failed", detail: `${node} is older than ${OLDEST_NODE}`, help };
}

async function externalServer({ databaseUrl = "" }: DoctorOptions): Promise<Finding> {
  const version = await checkServer(databaseUrl);
  return ok(
    `${redact(databaseUrl)} answers, Postgres ${Math.floor(version / 10_000)}.${version % 10_000}`,
  );
}

/** A database that doesn't run can't be asked. */
async function whileRunning(
  options: DoctorOptions,
  look: (config: pg.ClientConfig) => Promise<Finding>,
): Promise<Finding> {
  const places = placesOf(options);
  const running = existsSync(places.dataDir) ? readPidFile(places.dataDir) : null;
  if (!running || !isPostmasterOf(places.dataDir, running.pid))
    return ok("not looked at: it does not run");
  const host = running.socketDir || places.socketDir;
  return look(connectionTo({ host, password: passwordOf(places) }));
}

const connectionTo = ({ host, password }: { host: string; password: string }): pg.ClientConfig => ({
  ...{ host, port: SOCKET_PORT, password, user: ROLE, database: DATABASE },
});

function packagePresent(options: DoctorOptions): Finding {
  return ok(`${PACKAGE_NAME} in ${options.packageRoot ?? packageRoot()}`);
}

function symlinks(options: DoctorOptions): Finding {
  const missing = missingSymlinks(options.packageRoot ?? packageRoot());
  if (missing.length === 0) return ok("all there");
  const help = `Made at the next start. Or allow npm's install scripts and run \`npm rebuild ${PACKAGE_NAME}\`.`;
  return {
    state: "warning",
    detail: `${missing.length} are missing: npm ran without install scripts`,
    help,
  };
}

function account({ stateDir, sharedDir = SHARED_DIR }: DoctorOptions): Finding {
  const chosen = postgresAccount();
  return ok(accountOf(locate(stateDir, chosen, sharedDir).dataDir, chosen).name);
}

function programsUsable({ sharedDir = SHARED_DIR, ...options }: DoctorOptions): Finding {
  return ok(
    usableBinaries(postgresAccount(), sharedDir, options.packageRoot ?? packageRoot()).postgres,
  );
}

function stateDirectory({ stateDir }: DoctorOptions): Finding {
  let existing = path.resolve(stateDir);
  while (!existsSync(existing)) existing = path.dirname(existing);
  accessSync(existing, constants.W_OK | constants.X_OK);
  return ok(
    existing === path.resolve(stateDir) ? `${stateDir} is writable` : `${stateDir} will be made`,
  );
}

function placesOf({ stateDir, sharedDir = SHARED_DIR }: DoctorOptions): Places {
  return locate(stateDir, postgresAccount(), sharedDir);
}

function socketLength(options: DoctorOptions): Finding {
  const { socketDir } = placesOf(options);
  const socket = socketPath(socketDir);
  const user = postgresAccount();
  if (!canEnter(user, path.dirname(socketDir)))
    return {
      state: "failed",
      detail: `user ${user.name} can't enter ${path.dirname(socketDir)}, where the socket would be`,
      help: "Set TMPDIR to a folder that others can enter.",
    };
  const bytes = Buffer.byteLength(socket);
  if (bytes <= SOCKET_PATH_LIMIT) return ok(`${socket} (${bytes} of ${SOCKET_PATH_LIMIT} bytes)`);
  return {
    state: "failed",
    detail: `${socket} has ${bytes} bytes, ${SOCKET_PATH_LIMIT} fit`,
    help: "Set TMPDIR to a shorter path.",
  };
}

function freeSpace(options: DoctorOptions): Finding {
  const { dataDir } = placesOf(options);
  const free = freeMegabytes(dataDir);
  const isNew = !existsSync(dataDir);
  if (free >= 10 * NEEDED_MB) return ok(`${free} MB for ${dataDir}`);
  const state = isNew && free < NEEDED_MB ? "failed" : "warning";
  return {
    state,
    detail: `${free} MB for ${dataDir}; a new database needs ${NEEDED_MB} MB`,
    help: "Free some space, or use `--state DIR` on another disk.",
  };
}

async function runningServer(options: DoctorOptions): Promise<Finding> {
  const places = placesOf(options);
  const running = readPidFile(places.dataDir);
  if (!existsSync(places.dataDir)) return ok("no database yet; the first start makes it");
  if (!running) return ok("stopped cleanly");
  if (!isPostmasterOf(places.dataDir, running.pid)) {
    return {
      state: "warning",
      detail: `process ${running.pid} ended without a clean stop`,
      help: "The next start repeats its log; nothing acknowledged is lost.",
    };
  }
  const host = running.socketDir || places.socketDir;
  const password = passwordOf(places);
  const answer = await probe({ host, port: SOCKET_PORT, password });
  if (answer.state !== "ready")
    return {
      state: "warning",
      detail: `process ${running.pid} runs, but is ${answer.state}`,
      help: `See ${places.log}.`,
    };
  return checksums(running.pid, { host, password });
}

async function checksums(
  pid: number,
  { host, password }: { host: string; password: string },
): Promise<Finding> {
  const client = new pg.Client(connectionTo({ host, password }));
  await client.connect();
  try {
    const { rows } = await client.query<{ version: string; checksums: string }>(
      "select current_setting('server_version') as version, current_setting('data_checksums') as checksums",
    );
    const { version, checksums } = rows[0] ?? {};
    const detail = `process ${pid}, version ${version}, page checksums ${checksums}`;
    return checksums === "on"
      ? ok(detail)
      : { state: "warning", detail, help: "Without checksums a bad disk goes unnoticed." };
  } finally {
    await client.end();
  }
}
