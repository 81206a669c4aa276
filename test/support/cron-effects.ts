// Jobs of a crontab that append to a file which due time they ran for, and on whose side; and what the daemon would have
// logged of days on which they ran.

import { existsSync, readFileSync, writeFileSync } from "node:fs";

const minuteMs = 60_000;

/** A line of a table: the script and how many minutes are between its due times. */
export interface CronJob {
  script: string;
  every: number;
}

export interface CronEffect {
  job: string;
  /** Due time, in milliseconds since 1970. */
  due: number;
  side: "cron" | "trunkline";
}

/** Cron tells a job nothing of its due time: it is the minute that it is. */
export function writeCronJob(script: string, name: string, effects: string): void {
  const text = `#!/bin/sh
due=\${TRUNKLINE_SCHEDULED_AT:-$(date -u +%Y-%m-%dT%H:%M:00Z)}
if [ -n "\${TRUNKLINE_RUN_ID:-}" ]; then side=trunkline; else side=cron; fi
echo "${name} $due $side" >> ${effects}
`;
  writeFileSync(script, text, { mode: 0o755 });
}

export function cronEffects(file: string): CronEffect[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n").slice(0, -1);
  return lines.map((line) => {
    const [job = "", due = "", side] = line.split(" ");
    return { job, due: Date.parse(due), side: side as CronEffect["side"] };
  });
}

/** Lines of syslog in [from, until), at the daemon's level 15. */
export function cronHistory(jobs: readonly CronJob[], from: number, until: number): string {
  const lines: string[] = [];
  for (let minute = Math.ceil(from / minuteMs); minute < until / minuteMs; minute++) {
    // Sat, 28 Nov 2026 02:16:00 GMT
    const [, day = "", month, , clock = ""] = new Date(minute * minuteMs).toUTCString().split(" ");
    for (const [n, { script, every }] of jobs.entries()) {
      if (minute % every !== 0) continue;
      const pid = 10_000 + (minute % 5_000) * 4 + n * 2;
      for (const what of ["CMD", "END"])
        lines.push(
          `${month} ${day.replace(/^0/, " ")} ${clock.slice(0, 6)}01 vm CRON[${pid}]: (root) ${what} ([${pid + 1}] ${script})\n`,
        );
    }
  }
  return lines.join("");
}
