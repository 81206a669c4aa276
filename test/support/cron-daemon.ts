// The real cron daemon of Debian on the machine's own clock, with a system log, in mounts and processes of its own: the
// machine's tables, its log and its own daemon are as if nothing had been.

import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { eventually } from "./eventually.ts";
import { programNamed } from "./program.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

const daemon = "/usr/sbin/cron";
const startMs = 60_000;

export interface CronDaemon extends AsyncDisposable {
  /** What syslog has of it, in the traditional form, in UTC. */
  log: string;
  /** Puts a user's table in place, as `crontab FILE` does. */
  install(table: string): Promise<void>;
}

/**
 * Its log begins with what is given. With `-L 15` it logs starts, ends and failures.
 * A sentence instead says why it can't run here.
 */
export async function cronDaemon(logged = ""): Promise<CronDaemon | string> {
  const reason = whyNot();
  if (reason !== null) return reason;
  const folder = temporaryDirectory();
  const { path } = folder;
  for (const name of ["dev", "spool", "cron.d", "run"]) mkdirSync(`${path}/${name}`);
  writeFileSync(`${path}/crontab`, "");
  // Else it would run what is to run with the machine's start.
  writeFileSync(`${path}/run/crond.reboot`, "");
  const log = `${path}/syslog`;
  writeFileSync(log, logged);
  const child = spawn("unshare", [...apart, "sh", "-c", script, "sh", path], {
    env: { PATH: process.env.PATH, TZ: "UTC" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let faults = "";
  child.stderr.on("data", (text) => {
    faults += text;
  });
  const ended = new Promise((resolve) => child.once("close", resolve));
  const stop = async () => {
    child.kill("SIGKILL");
    await ended;
    await folder[Symbol.asyncDispose]();
  };
  // Its first line comes before it has read the tables: a table that is put in place meanwhile would never be seen.
  const isUp = () => readFileSync(log, "utf8").slice(logged.length).includes("@reboot jobs");
  try {
    await eventually("cron is up", () => child.exitCode !== null || isUp(), startMs);
    if (!isUp()) throw new Error(`it ended with ${child.exitCode}`);
  } catch (error) {
    await stop();
    return `mounts of its own are refused: ${faults.trim().split("\n")[0] || error}`;
  }
  // The first process of the new ones, of which unshare waits for the end.
  const first = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8").trim();
  return {
    log,
    async install(table) {
      // The daemon tells a changed table by the second in which it was written.
      const second = Math.floor(Date.now() / 1_000);
      await eventually("another second", () => Date.now() > (second + 1) * 1_000);
      execFileSync("nsenter", ["--mount", "--target", first, "crontab", "-"], { input: table });
    },
    [Symbol.asyncDispose]: stop,
  };
}

function whyNot(): string | null {
  if (!existsSync(daemon) || !programNamed("crontab")) return "Debian's cron is not installed";
  if (!existsSync("/etc/debian_version")) return "the cron that is installed is not Debian's";
  // It sets the groups of whom it runs jobs as, which a user's own namespace refuses.
  if (process.getuid?.() !== 0) return "only root can run Debian's cron in mounts of its own";
  for (const program of ["unshare", "nsenter"])
    if (!programNamed(program)) return `there is no ${program}, which gives it mounts of its own`;
  const applets = spawnSync("busybox", ["--list"], { encoding: "utf8" }).stdout ?? "";
  return applets.split("\n").includes("syslogd") ? null : "no busybox is there for its syslog";
}

const apart = ["--mount", "--pid", "--fork", "--kill-child", "--mount-proc"];

// The filter leaves out what this syslogd adds to the form that others write: facility and level.
const script = `
  set -e
  mount -t tmpfs tmpfs "$1/dev"
  for device in null zero random urandom; do : > "$1/dev/$device"; mount --bind /dev/$device "$1/dev/$device"; done
  ln -s /proc/self/fd "$1/dev/fd"
  mount --rbind "$1/dev" /dev
  mount --bind "$1/spool" /var/spool/cron/crontabs
  mount --bind "$1/cron.d" /etc/cron.d
  mount --bind "$1/crontab" /etc/crontab
  mount --bind "$1/run" /run
  mkfifo "$1/lines"
  sed -u 's/ [a-z]*[.][a-z]* / /' < "$1/lines" >> "$1/syslog" &
  busybox syslogd -n -O "$1/lines" &
  until [ -S /dev/log ]; do sleep 0.05; done
  exec ${daemon} -f -L 15
`;
