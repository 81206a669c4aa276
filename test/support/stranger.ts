// What somebody has who found the repository: the machine's own npm and Node, and nothing of this checkout.

import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** For `spawn`: empty when it runs as ourselves. */
export type Ids = { uid: number; gid: number } | Record<string, never>;

export interface Installer {
  /** Of the Node that npm runs on, such as "v20.11.1". */
  version: string;
  /** Without any node_modules, that Node first. */
  path: string;
}

/** The machine's npm, on the first Node on PATH that is older than ours, else on the first; undefined without either. */
export function findInstaller(ids: Ids = {}): Installer | undefined {
  const folders = (process.env.PATH ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "" && !folder.includes("node_modules"));
  const found = folders
    .filter((folder) => existsSync(join(folder, "node")))
    .map((folder) => [folder, ...folders.filter((other) => other !== folder)].join(delimiter))
    .flatMap((path) => {
      const ask = (program: string) =>
        spawnSync(program, ["--version"], {
          cwd: "/",
          env: { PATH: path },
          encoding: "utf8",
          ...ids,
        });
      // An npm that refuses this Node is no npm.
      return ask("npm").status === 0 ? [{ version: ask("node").stdout.trim(), path }] : [];
    });
  const major = (version: string) => Number.parseInt(version.slice(1), 10);
  const ours = major(process.version);
  return found.find(({ version }) => major(version) < ours) ?? found[0];
}

/** What a shell of theirs would have: without what npm, vitest and we ourselves set for this process. */
export function strangersEnvironment({ path }: Installer): NodeJS.ProcessEnv {
  const ours =
    /^(npm_|NODE_(?!EXTRA_CA_CERTS)|VITEST|TEST|TRUNKLINE_(?!CI_MARK)|OTEL_|GIT_|PG|DATABASE_URL|INIT_CWD)/;
  const theirs = Object.entries(process.env).filter(([name]) => !ours.test(name));
  return { ...Object.fromEntries(theirs), ...registrySettings(), PATH: path, NO_COLOR: "1" };
}

/** Where this machine's npm looks for packages, for a user without its configuration; never waiting long for an answer. */
function registrySettings(): NodeJS.ProcessEnv {
  const list = execFileSync("npm", ["config", "list", "--json"], { encoding: "utf8" });
  const set = JSON.parse(list) as Record<string, unknown>;
  const kept = ["registry", "cache", "cafile", "offline"].flatMap((name) =>
    typeof set[name] === "string" || set[name] === true
      ? [[`npm_config_${name}`, String(set[name])]]
      : [],
  );
  return {
    ...Object.fromEntries(kept),
    npm_config_fetch_timeout: "20000",
    npm_config_fetch_retries: "1",
  };
}

export interface Ended {
  /** Null when it was ended at the deadline. */
  code: number | null;
  printed: string;
}

export interface ShellOptions {
  cwd: string;
  env: NodeJS.ProcessEnv;
  ids: Ids;
  deadlineMs: number;
}

/** Runs a line of shell; at the deadline its whole process group is ended. */
export async function shell(line: string, options: ShellOptions): Promise<Ended> {
  const { cwd, env, ids, deadlineMs } = options;
  const child = spawn("/bin/sh", ["-c", line], {
    ...ids,
    cwd,
    env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
    });
  const deadline = setTimeout(() => process.kill(-(child.pid as number), "SIGKILL"), deadlineMs);
  try {
    return await new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code) => resolve({ code, printed }));
    });
  } finally {
    clearTimeout(deadline);
  }
}
