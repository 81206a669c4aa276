// What `trunkline doctor` looks at beside Postgres: Git, the time zones' data, the port, the browser of page tests.

import { spawnSync } from "node:child_process";
import net from "node:net";
import type { Check } from "#core/check.ts";

export async function checkMachine(port: number | undefined): Promise<Check[]> {
  return [
    gitVersion(),
    timezoneData(),
    ...(port === undefined ? [] : [await portFree(port)]),
    browser(),
  ];
}

function versionOf(program: string): string | null {
  const { status, stdout } = spawnSync(program, ["--version"], {
    encoding: "utf8",
    timeout: 10_000,
  });
  return status === 0 ? stdout.trim() : null;
}

function gitVersion(): Check {
  const version = versionOf("git");
  if (version !== null) return { name: "Git", state: "ok", detail: version };
  return {
    name: "Git",
    state: "warning",
    detail: "not installed: repositories are read by isomorphic-git, without ssh and more slowly",
    help: "Install Git.",
  };
}

/** Due times follow from it; two servers with different data would disagree after a zone's rules changed. */
function timezoneData(): Check {
  const detail = `tzdata ${process.versions.tz}, in Node ${process.versions.node}`;
  return { name: "Time zones", state: "ok", detail };
}

function portFree(port: number): Promise<Check> {
  const name = `Port ${port}`;
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      const taken = error.code === "EADDRINUSE";
      resolve({
        name,
        state: "failed",
        detail: taken ? "another program listens there" : error.message,
        help: "Choose another with --port, or stop that program.",
      });
    });
    server.listen(port, "127.0.0.1", () => {
      server.close(() => resolve({ name, state: "ok", detail: "free on 127.0.0.1" }));
    });
  });
}

function browser(): Check {
  const found = ["chromium", "chromium-browser", "google-chrome"].find((each) => versionOf(each));
  const detail = found ?? "no Chromium; only the page's own tests need one";
  return { name: "Browser", state: "ok", detail };
}
