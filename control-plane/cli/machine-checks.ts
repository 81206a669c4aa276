// What `trunkline doctor` looks at beside Postgres: Git, the time zones' data, the port, the browser of page tests.

import { spawnSync } from "node:child_process";
import net from "node:net";
import path from "node:path";
import { bytesText } from "#core/bytes-text.ts";
import type { Check } from "#core/check.ts";
import { measureMirrors } from "#git/mirrors/sizes.ts";

/** @param stateDir With the mirrors of a server that was started here. */
export async function checkMachine(port: number | undefined, stateDir: string): Promise<Check[]> {
  return [
    gitVersion(),
    mirrors(path.join(stateDir, "mirrors")),
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

/** A server says how much they may take: `trunkline status`, or /metrics. */
function mirrors(folder: string): Check {
  const { mirrors, bytes } = measureMirrors(folder);
  const detail =
    mirrors === 0
      ? `none in ${folder}`
      : `${bytesText(bytes)} in ${folder}, of ${mirrors} repositories`;
  return { name: "Mirrors", state: "ok", detail };
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
