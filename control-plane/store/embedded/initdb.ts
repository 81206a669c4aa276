// Makes the data directory of a new embedded Postgres.

import { spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { StoreError } from "#store/errors.ts";
import { type Account, SERVER_ENVIRONMENT } from "./account.ts";
import type { Binaries } from "./binaries.ts";
import { makePrivateDir, type Places } from "./places.ts";
import { diskFullHelp } from "./space.ts";

/** The superuser. Never named like the schema: `"$user"` in search_path would put extensions into it. */
export const ROLE = "postgres";

/**
 * Runs initdb (0.5-0.8 s, 39 MB) beside the final name and renames, so that an interrupted one leaves nothing to trip over.
 * @throws StoreError with initdb's own words; with the free space when the disk is full.
 */
export function createCluster(
  binaries: Binaries,
  account: Account,
  places: Places,
  password: string,
): void {
  if (existsSync(path.join(places.dataDir, "PG_VERSION"))) return;
  const half = `${places.dataDir}.new`;
  rmSync(half, { recursive: true, force: true });
  makePrivateDir(half, account);
  const { status, error, stderr, stdout } = withPasswordFile(places, account, password, (file) =>
    spawnSync(binaries.initdb, initdbArguments(half, file), {
      ...account.ids,
      cwd: "/",
      env: SERVER_ENVIRONMENT,
      encoding: "utf8",
    }),
  );
  if (status !== 0) {
    rmSync(half, { recursive: true, force: true });
    const said = (error?.message ?? `${stdout}\n${stderr}`).trim();
    const end = said.split("\n").slice(-6).join("\n");
    throw new StoreError(`initdb could not make ${places.dataDir}:\n${end}`, {
      help: diskFullHelp(said, half),
    });
  }
  renameSync(half, places.dataDir);
}

/**
 * Sorts by bytes on every machine, which takes Postgres a comparison of memory. Letters are those of C.UTF-8: only Linux surely
 * has that among its own locales, elsewhere it is Postgres' own, which version 15 lacks.
 */
const LOCALE =
  process.platform === "linux"
    ? ["--locale=C.UTF-8", "--lc-collate=C"]
    : ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];

function initdbArguments(directory: string, passwordFile: string): string[] {
  const auth = ["-U", ROLE, "-A", "scram-sha-256", `--pwfile=${passwordFile}`];
  // Checksums find a bad disk.
  const rest = ["-E", "UTF8", "--data-checksums", "--no-instructions"];
  return ["-D", directory, ...auth, ...LOCALE, ...rest];
}

/** initdb reads the password from a file that the account must be able to open: it lives in the socket's private folder. */
function withPasswordFile<T>(
  { socketDir }: Places,
  account: Account,
  password: string,
  use: (file: string) => T,
): T {
  const folder = mkdtempSync(path.join(socketDir, "init-"));
  const file = path.join(folder, "password");
  try {
    writeFileSync(file, password, { mode: 0o600 });
    if (account.ids.uid !== undefined) {
      for (const place of [folder, file]) chownSync(place, account.ids.uid, account.ids.gid);
    }
    return use(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
