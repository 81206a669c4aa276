// `npm run test:postgres15 [FILE…]`: what speaks SQL, tested on the oldest Postgres that is promised. Its programs are
// installed once, outside the repository.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { postgresAccount } from "#store/embedded/account.ts";
import { PACKAGE_NAME, usableBinaries } from "#store/embedded/binaries.ts";
import { SHARED_DIR } from "#store/embedded/places.ts";

const VERSION = "15.18.0-beta.17";

/** All but embedded/, which is about the programs that we bring, and what starts a whole `trunkline up` on those. */
const SUITES = [
  ...["store", "engine", "api", "observe", "reconcile"].map((name) => `test/control-plane/${name}`),
  ...["engine", "deploying", "executors", "for-each", "children", "rehearsal"].map(
    (name) => `test/flow/${name}`,
  ),
  // The database's roles, who sees what, grants, tokens, secrets and the audit.
  ...["access", "audit", "secrets", "control-repository", "guarded-control", "deploy-right"].map(
    (name) => `test/flow/${name}`,
  ),
  ...["access/grants", "alerts/keep-heads", "cli/access", "cli/audit", "cli/tokens"].map(
    (name) => `test/control-plane/${name}`,
  ),
  "test/control-plane/executors/sql.test.ts",
  "test/ci/generate-sql.test.ts",
];

/** Under root the server's account must be able to enter it, and can't a home. */
const cache =
  process.getuid?.() === 0
    ? SHARED_DIR
    : path.join(process.env.XDG_CACHE_HOME ?? path.join(homedir(), ".cache"), "trunkline");

/** The folder with `bin`, installed when it is missing. Its install script isn't run: we make the links ourselves. */
function prefixOf15(): string {
  const folder = path.join(cache, `postgres-${VERSION}`);
  const packageRoot = path.join(folder, "node_modules", PACKAGE_NAME);
  if (!existsSync(packageRoot)) {
    mkdirSync(folder, { recursive: true });
    const words = ["install", "--prefix", folder, "--no-save", "--no-package-lock"];
    run("npm", [...words, "--ignore-scripts", `${PACKAGE_NAME}@${VERSION}`]);
  }
  const { postgres } = usableBinaries(postgresAccount(), SHARED_DIR, packageRoot);
  run(postgres, ["--version"]);
  return path.dirname(path.dirname(postgres));
}

/** Ends this process with the program's exit code when that isn't 0. */
function run(program: string, words: string[], env: NodeJS.ProcessEnv = {}): void {
  const options = { stdio: "inherit", env: { ...process.env, ...env } } as const;
  const { status, error } = spawnSync(program, words, options);
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

const files = process.argv.slice(2);
const vitest = ["run", "--config", "test/vitest.config.ts", "--exclude", "**/store/embedded/**"];
run("vitest", [...vitest, ...(files.length > 0 ? files : SUITES)], {
  TEST_POSTGRES_PREFIX: prefixOf15(),
});
