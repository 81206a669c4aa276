// What no file says and only a person can, with the jobs that wait for it.

import type { Decision, LegacyJob } from "#migrators/legacy.ts";
import type { CronCode } from "./finding.ts";

export function decisionsOf(jobs: readonly LegacyJob[]): Decision[] {
  const asked: [code: CronCode, parameter: string, question: string, obtain: string][] = [
    [
      ...(["cron-dialect", "dialect", "Whose cron reads the tables: debian or cronie?"] as const),
      "crond -V (cronie answers); dpkg -s cron (Debian's)",
    ],
    [
      ...(["cron-timezone", "timezone", "In which zone is the host of the files?"] as const),
      "timedatectl show -p Timezone --value",
    ],
    [
      ...(["cron-format", "format", "Do the tables have a column of users?"] as const),
      "ask where the files were copied from: /etc has users (system), /var/spool has none (user)",
    ],
    [
      ...(["anacron-start", "anacron.start", "At what time is anacron first started?"] as const),
      "systemctl list-timers anacron; grep -r anacron /etc/cron.d /etc/cron.hourly",
    ],
    [
      ...(["kubernetes-connection", "connection"] as const),
      ...(["Which connection leads to the cluster of the CronJobs?"] as const),
      "ls connections; docs/kubernetes.md says how one is written",
    ],
    [
      ...(["anacron-stamp", "anacron.stamps", "When did anacron last run these jobs?"] as const),
      "grep . /var/spool/anacron/*",
    ],
    [
      ...(["anacron-day", "anacron.days"] as const),
      ...(["On which day of the month shall these jobs run?"] as const),
      "ask whose they are; their last runs: grep . /var/spool/anacron/*",
    ],
    [
      ...(["systemd-last", "timers", "When did these timers last start their units?"] as const),
      "systemctl list-timers --all (the column LAST)",
    ],
  ];
  return asked.flatMap(([code, parameter, question, obtain]) => {
    const waiting = jobs.filter(({ refusals }) => refusals.some((one) => one.code === code));
    return waiting.length === 0
      ? []
      : [{ parameter, code, question, obtain, jobs: waiting.map(({ key }) => key) }];
  });
}
