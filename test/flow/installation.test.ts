// The README's two commands, as a stranger types them: a clone, `npm ci`, `npm start`, on the machine's own npm and Node.

import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect, type TestContext, test } from "vitest";
import { removeTree } from "#executors/workspace.ts";
import { postgresAccount } from "#store/embedded/account.ts";
import { copyOf, PACKAGE_NAME } from "#store/embedded/binaries.ts";
import { locate, SHARED_DIR } from "#store/embedded/places.ts";
import { readPidFile } from "#store/embedded/postmaster.ts";
import { stopServer } from "#store/embedded/stop.ts";
import { processesIn } from "#test/support/process.ts";
import { findInstaller, type Ids, shell, strangersEnvironment } from "#test/support/stranger.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const isRoot = process.getuid?.() === 0;
const nobody = { uid: 65534, gid: 65534 };

/** Some 10 s with everything in npm's cache, 40 s beside other work. */
const INSTALL_MS = 120_000;
/** A copy of npm's cache takes a second; a larger one would take longer than what is needed of it. */
const CACHE_KB = 1_000_000;
/** npm says one of these when it has neither a registry nor what it wants in its cache. */
const UNREACHABLE =
  /\b(ENOTCACHED|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|FETCH_ERROR|E40[13]|E5\d\d)\b/;

/** HEAD, in a folder that is removed with everything that it made elsewhere. */
async function clone(context: TestContext, mode: number, ids: Ids = {}) {
  if (!existsSync(join(root, ".git"))) context.skip("this checkout is not a Git repository");
  await using stack = new AsyncDisposableStack();
  const { path } = stack.use(temporaryDirectory());
  const folder = join(path, "a stranger's");
  const checkout = join(folder, "trunkline");
  // Not by its path: then files would be links to those of this repository.
  execFileSync("git", ["clone", "-q", "--depth=1", pathToFileURL(root).href, checkout]);
  chmodSync(path, 0o711);
  chmodSync(folder, mode);
  const owned = () => {
    if (ids.uid !== undefined) execFileSync("chown", ["-R", `${ids.uid}:${ids.gid}`, folder]);
  };
  owned();
  stack.defer(() => removeElsewhere(checkout));
  const kept = stack.move();
  return { folder, checkout, owned, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

const dataOf = (checkout: string): string =>
  locate(join(checkout, ".trunkline", "state"), postgresAccount(), SHARED_DIR).dataDir;

/** Under root the database and its programs lie where its account can enter. */
async function removeElsewhere(checkout: string): Promise<void> {
  const dataDir = dataOf(checkout);
  await stopServer(dataDir);
  if (dataDir.startsWith(SHARED_DIR)) await removeTree(dirname(dataDir));
  const programs = join(checkout, "node_modules", PACKAGE_NAME);
  if (existsSync(programs)) await removeTree(copyOf(realpathSync(programs), SHARED_DIR));
}

interface TwoCommands {
  checkout: string;
  env: NodeJS.ProcessEnv;
  ids?: Ids;
}

/** `npm ci` and `npm start`, the latter with the end that a test needs. */
async function install(context: TestContext, { checkout, env, ids = {} }: TwoCommands) {
  const at = { cwd: checkout, env, ids };
  const installed = await shell("npm ci --prefer-offline", { ...at, deadlineMs: INSTALL_MS });
  if (installed.code === null) context.skip(`npm ci was not done in ${INSTALL_MS / 1000} s`);
  const [unreachable] = UNREACHABLE.exec(installed.printed) ?? [];
  if (installed.code !== 0 && unreachable)
    context.skip(`npm ci reaches no registry, and its cache is not enough: ${unreachable}`);
  expect(installed.printed).toContain("added");
  expect(installed).toMatchObject({ code: 0 });

  const started = await shell("npm start -- --once", { ...at, deadlineMs: 60_000 });
  expect(started.printed).toMatch(/^Run 1 succeeded/m);
  expect(started.code).toBe(0);
  expect(readPidFile(dataOf(checkout))).toBeUndefined();
  expect(processesIn(checkout)).toEqual([]);
}

const installer = findInstaller();
const under = installer ? `npm on Node ${installer.version}` : "npm";

test(`${under}, in a folder that others can't enter, with a space in its path`, async (context) => {
  if (!installer) return context.skip("there is no npm on PATH outside node_modules");
  await using at = await clone(context, 0o700);
  await install(context, { checkout: at.checkout, env: strangersEnvironment(installer) });
  // Under root Postgres runs as another user, who got what it needs elsewhere.
  expect(dataOf(at.checkout).startsWith(isRoot ? SHARED_DIR : at.folder)).toBe(true);
}, 240_000);

test(`${under}, for an ordinary user with a home of its own`, async (context) => {
  if (!isRoot)
    return context.skip("only root can be another user; the test above was an ordinary one's");
  const theirs = findInstaller(nobody);
  if (!theirs) return context.skip("an ordinary user can't run the npm on PATH");
  await using at = await clone(context, 0o700, nobody);
  const home = join(at.folder, "home");
  for (const name of ["tmp", "cache"]) mkdirSync(join(home, name), { recursive: true });
  const env = strangersEnvironment(theirs);
  copyCache(env.npm_config_cache ?? "", join(home, "cache"));
  at.owned();
  await install(context, {
    checkout: at.checkout,
    env: { ...env, HOME: home, TMPDIR: join(home, "tmp"), npm_config_cache: join(home, "cache") },
    ids: nobody,
  });
}, 240_000);

function copyCache(from: string, to: string): void {
  const content = join(from, "_cacache");
  if (!existsSync(content)) return;
  const kilobytes = Number.parseInt(execFileSync("du", ["-sk", content], { encoding: "utf8" }), 10);
  if (kilobytes < CACHE_KB) execFileSync("cp", ["-R", content, to]);
}
