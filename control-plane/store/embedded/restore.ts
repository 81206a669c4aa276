// Makes a state folder of a backup. The copy knows that it is one: its servers start nothing until it is released.

import { randomUUID } from "node:crypto";
import {
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { StoreError } from "#store/errors.ts";
import { type Account, postgresAccount } from "./account.ts";
import { restoreMark } from "./place-of.ts";
import { layOut, SHARED_DIR } from "./places.ts";

export interface RestoreOptions {
  /** What `backUp` made; it stays as it is. */
  backup: string;
  /** Must have no Postgres yet. */
  stateDir: string;
}

/** @returns where the data are now. @throws StoreError when one of the two is not what it should be. A restore that was killed is begun anew. */
export function restore({ backup, stateDir }: RestoreOptions): string {
  const data = path.join(backup, "data");
  if (!existsSync(path.join(backup, "backup.json")) || !existsSync(path.join(data, "PG_VERSION")))
    throw new StoreError(`${backup} is not a whole backup`, {
      help: "Name a folder that `trunkline backup` made.",
    });
  const account = postgresAccount();
  const places = layOut(stateDir, account, SHARED_DIR);
  if (existsSync(places.dataDir))
    throw new StoreError(`${stateDir} has a Postgres already`, {
      help: "Restore into a folder of its own: what is there may be all that is left of the original.",
    });
  const half = `${places.dataDir}.new`;
  rmSync(half, { recursive: true, force: true });
  mkdirSync(path.dirname(half), { recursive: true });
  cpSync(data, half, { recursive: true, preserveTimestamps: true });
  writeFileSync(path.join(half, restoreMark), `${randomUUID()}\n`, { mode: 0o600 });
  give(half, account);
  cpSync(path.join(backup, "postgres.password"), `${places.passwordFile}.new`);
  // Data last: until then a start would find none of it, and the next restore only a password to write again.
  renameSync(`${places.passwordFile}.new`, places.passwordFile);
  renameSync(half, places.dataDir);
  return places.dataDir;
}

function give(file: string, account: Account): void {
  if (account.ids.uid === undefined) return;
  chownSync(file, account.ids.uid, account.ids.gid);
  if (!lstatSync(file).isDirectory()) return;
  for (const name of readdirSync(file)) give(path.join(file, name), account);
}
