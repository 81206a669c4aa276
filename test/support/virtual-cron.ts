// The real cron daemon of Debian under a virtual clock: two days take a fraction of a second. It runs in mounts of its own,
// so that the system's tables, its marks below /run and its own daemon are as if nothing had been.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { temporaryDirectory } from "./temporary-directory.ts";

const daemon = "/usr/sbin/cron";
const source = fileURLToPath(new URL("virtual-cron.c", import.meta.url));

export interface VirtualCron extends AsyncDisposable {
  /** The instants in [from, until) at which it runs the text's job, cut to the minute; milliseconds since 1970. */
  runs(text: string, timezone: string, from: number, until: number): number[];
}

/** A sentence instead says why it can't run here. */
export async function virtualCron(): Promise<VirtualCron | string> {
  if (!existsSync(daemon)) return "Debian's cron is not installed";
  if (process.getuid?.() !== 0) return "only root can run Debian's cron in mounts of its own";
  if (!readFileSync(daemon).includes("/var/spool/cron") || !existsSync("/etc/debian_version"))
    return "the cron that is installed is not Debian's";
  const folder = temporaryDirectory();
  const { path } = folder;
  const made = run("cc", ["-shared", "-fPIC", "-O1", "-w", "-o", `${path}/clock.so`, source]);
  if (made !== null) return giveUp(`no C compiler makes its clock: ${made}`);
  for (const name of ["spool", "cron.d", "run"]) mkdirSync(`${path}/${name}`, { mode: 0o700 });
  writeFileSync(`${path}/crontab`, "");
  // Else it would run what is to run with the machine's start.
  writeFileSync(`${path}/run/crond.reboot`, "");
  const mounts = [
    ["spool", "/var/spool/cron/crontabs"],
    ["cron.d", "/etc/cron.d"],
    ["crontab", "/etc/crontab"],
    ["run", "/run"],
  ] as const;
  for (const [, at] of mounts) if (!existsSync(at)) return giveUp(`there is no ${at}`);
  const bind = mounts.map(([from, to]) => `mount --bind ${path}/${from} ${to}`).join(" && ");
  const refused = unshared(bind, {});
  if (refused !== null) return giveUp(`mounts of its own are refused: ${refused}`);
  const log = `${path}/runs`;
  return {
    runs(text, timezone, from, until) {
      rmSync(log, { force: true });
      // The spool has one user's table; a name is enough, nothing of it is executed.
      writeFileSync(`${path}/spool/root`, `${text} true\n`, { mode: 0o600 });
      const fault = unshared(`${bind} && LD_PRELOAD=${path}/clock.so ${daemon} -f`, {
        TZ: timezone,
        VIRTUAL_CRON_LOG: log,
        // It wakes with the next minute, and begins with what is due then.
        VIRTUAL_CRON_FROM: `${from / 1000 - 90}`,
        VIRTUAL_CRON_UNTIL: `${until / 1000 + 60}`,
      });
      if (fault !== null) throw new Error(`cron with "${text}" in ${timezone}: ${fault}`);
      const lines = existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
      const minutes = lines.map((line) => Math.floor(Number(line) / 60) * 60_000);
      return minutes.filter((at) => at >= from && at < until).sort((a, b) => a - b);
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };

  async function giveUp(reason: string): Promise<string> {
    await folder[Symbol.asyncDispose]();
    return reason;
  }
}

/** Null: it succeeded. Its processes are a namespace of their own, and end with the shell, which is the first of them. */
function unshared(script: string, env: Record<string, string>): string | null {
  const words = ["--mount", "--pid", "--fork", "--kill-child", "--propagation", "private"];
  return run("unshare", [...words, "sh", "-c", `${script}; exit $?`], env);
}

function run(program: string, args: readonly string[], env: Record<string, string> = {}) {
  const { status, stderr, error } = spawnSync(program, args, {
    encoding: "utf8",
    timeout: 20_000,
    env: { PATH: process.env.PATH, ...env },
  });
  if (status === 0) return null;
  return error?.message ?? (stderr.trim().split("\n")[0] || `it ended with ${status}`);
}
