// Which operating system user runs Postgres: ourselves, or, since Postgres refuses to run as root, a user without rights.

import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { StoreError } from "#store/errors.ts";

export interface Account {
  /** "yourself", or the name of the user that root changes to. */
  name: string;
  /** For `spawn`: empty when Postgres runs as ourselves. */
  ids: { uid: number; gid: number } | Record<string, never>;
}

/** In this order; `postgres` exists where a system package was installed, `nobody` everywhere. */
const CANDIDATES = ["postgres", "nobody"];

/** @throws StoreError when we are root and the machine has none of the candidates. */
export function postgresAccount(): Account {
  if (process.getuid?.() !== 0) return { name: "yourself", ids: {} };
  for (const name of CANDIDATES) {
    const [uid, gid] = [idOf(name, "-u"), idOf(name, "-g")];
    if (uid !== undefined && gid !== undefined) return { name, ids: { uid, gid } };
  }
  throw new StoreError(
    "Postgres does not run as root, and this machine has no user `postgres` or `nobody`",
    {
      help: "Create one (`useradd --system postgres`), start Trunkline as an ordinary user, or set DATABASE_URL.",
    },
  );
}

/** Postgres runs only as the owner of its data, so under root that one decides once there is data. */
export function accountOf(dataDir: string, otherwise: Account): Account {
  if (otherwise.ids.uid === undefined || !existsSync(dataDir)) return otherwise;
  const { uid, gid } = statSync(dataDir);
  return uid === 0 || uid === otherwise.ids.uid
    ? otherwise
    : { name: `uid ${uid}`, ids: { uid, gid } };
}

function idOf(user: string, flag: "-u" | "-g"): number | undefined {
  const { status, stdout } = spawnSync("id", [flag, user], { encoding: "utf8" });
  return status === 0 ? Number(stdout) : undefined;
}

/** What a server process gets to see of our environment: nothing with a password, and no PG* variable that changes it. */
export const SERVER_ENVIRONMENT = {
  PATH: process.env.PATH ?? "/usr/bin:/bin",
  LC_ALL: "C",
  TZ: "UTC",
};

/** Whether the account can enter the directory: asked of the kernel, because modes alone leave out ACLs and mounts. */
export function canEnter(account: Account, directory: string): boolean {
  if (account.ids.uid === undefined) return true;
  const probe = spawnSync("/bin/sh", ["-c", 'cd -- "$0"', directory], {
    ...account.ids,
    cwd: "/",
    env: SERVER_ENVIRONMENT,
    stdio: "ignore",
  });
  return probe.status === 0;
}
