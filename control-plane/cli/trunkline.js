#!/usr/bin/env node
// The command's start under whatever Node is installed: finds Node 26, then hands over to `main.ts`.
// Plain JavaScript without syntax newer than Node 14, since an old Node must be able to parse and run it.

import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import module, { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";

const NEEDED = 26;

/** Major of a text such as `v26.1.0`; NaN for anything else. */
function majorOf(version) {
  return Number.parseInt(String(version).trim().replace(/^v/, ""), 10);
}

/** Node programs that may be new enough: the one that `npm ci` brought, then those on PATH. */
function candidates() {
  const name = process.platform === "win32" ? "node.exe" : "node";
  const found = [];
  try {
    const manifest = createRequire(import.meta.url).resolve("node/package.json");
    found.push(path.join(path.dirname(manifest), "bin", name));
  } catch (_missing) {
    // A published package doesn't bring Node along; PATH is next.
  }
  for (const folder of (process.env.PATH || "").split(path.delimiter)) {
    if (folder) found.push(path.join(folder, name));
  }
  return found.filter(isOtherProgram);
}

function isOtherProgram(file) {
  try {
    return fs.realpathSync(file) !== fs.realpathSync(process.execPath);
  } catch (_missing) {
    return false;
  }
}

function isNewEnough(file) {
  const answer = spawnSync(file, ["--version"], { encoding: "utf8", timeout: 10000 });
  return answer.status === 0 && majorOf(answer.stdout) >= NEEDED;
}

/** Runs this same command under another Node; its output, signals and exit code become ours. */
function handOver(node) {
  const args = process.execArgv.concat(process.argv.slice(1));
  if (typeof process.execve === "function" && process.platform !== "win32") {
    process.execve(node, [node].concat(args), process.env);
  }
  const child = spawn(node, args, { stdio: "inherit" });
  const signals = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2"];
  for (const signal of signals) {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to the child as well; a second one would count as "stop at once".
      const fromTerminal = process.stdin.isTTY && (signal === "SIGINT" || signal === "SIGQUIT");
      if (!fromTerminal) child.kill(signal);
    });
  }
  child.on("error", (error) => {
    console.error(`trunkline: ${node} could not be started: ${error.message}`);
    process.exit(3);
  });
  child.on("exit", (code, signal) => {
    if (signal === null) process.exit(code);
    for (const each of signals) process.removeAllListeners(each);
    process.kill(process.pid, signal);
  });
}

/**
 * Keeps compiled code between starts: under Node's own variable when set, else in the user's cache folder.
 * Never in the shared temporary folder, where another user could leave code for us to run.
 */
function enableCompileCache() {
  try {
    const base = process.env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache");
    module.enableCompileCache(
      process.env.NODE_COMPILE_CACHE ? undefined : path.join(base, "trunkline", "compile"),
    );
  } catch (_readOnly) {
    // Without a cache the start is slower, nothing else.
  }
}

/** Commands that go on as a server, or take much memory. */
const LARGE = ["server", "up", "worker", "import"];

if (majorOf(process.version) >= NEEDED) {
  enableCompileCache();
  const lean = LARGE.includes(process.argv[2]) ? import("./lean-memory.ts") : Promise.resolve();
  lean
    .then((memory) => memory?.startLean())
    .then(() => import("./main.ts"))
    .then((main) => main.start())
    .catch((error) => {
      console.error(process.env.TRUNKLINE_DEBUG ? error : `trunkline: ${error.message}`);
      process.exitCode = 1;
    });
} else {
  const node = candidates().find(isNewEnough);
  if (node) {
    handOver(node);
  } else {
    console.error(
      `trunkline: needs Node ${NEEDED} or newer, this is ${process.version} (${process.execPath}), and none was found beside it or on PATH.\n` +
        "  Install it from https://nodejs.org/, or run `npm ci` in the checkout, which brings it along.",
    );
    process.exit(3);
  }
}
