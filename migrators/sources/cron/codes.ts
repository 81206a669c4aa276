// What cron tables may have that a person has to know of.

import type { FindingCode } from "#migrators/codes.ts";

export const cronCodes = {
  "cron-dialect": {
    severity: "error",
    title:
      "It isn't known whose cron reads this table, and they differ about days, bad lines and `\\\\`.",
    help: "set `dialect: debian` or `dialect: cronie` in the parameters",
  },
  "cron-timezone": {
    severity: "error",
    title: "Times of a table are those of its host's zone, which no table names.",
    help: "set `timezone` in the parameters, as `timedatectl` of the host shows it",
  },
  "cron-format": {
    severity: "error",
    title: "It can't be told whether the sixth word of each line is a user or begins the command.",
    help: "set `format: system` (with a user) or `format: user` in the parameters",
  },
  "cron-format-assumed": {
    severity: "info",
    title:
      "Whether the table has a column of users was told by what stands there, since its path doesn't.",
    help: "set `format: system` or `format: user` in the parameters to say it",
  },
  "cron-owner-unknown": {
    severity: "info",
    title: "A user's table doesn't say whose it is, so its commands run as the worker's own user.",
    help: "name the file as the user, in a folder `crontabs`, or set `user` in the parameters",
  },
  "cron-bad-line": {
    severity: "error",
    title: "The daemon can't read the line, and doesn't run it.",
    help: null,
  },
  "cron-file-dropped": {
    severity: "error",
    title:
      "Debian's cron drops a whole table for one line that it can't read: nothing in it ever ran.",
    help: "mend or delete the line that is named if these jobs shall run from now on",
  },
  "cron-last-line": {
    severity: "error",
    title:
      "The last line has no line break: Debian's cron drops the table, cronie ignores the line.",
    help: "end the last line with a line break if it shall run",
  },
  "cron-ignored-name": {
    severity: "warning",
    title: "The daemon ignores files of such a name, so nothing in it ever ran.",
    help: "rename a copy of the file to import it all the same",
  },
  "cron-too-long": {
    severity: "error",
    title: "The table is beyond what the daemon reads.",
    help: null,
  },
  "cron-reboot": {
    severity: "error",
    title: "`@reboot` runs when the machine starts, which is no time.",
    help: "start it from the machine itself, as a systemd unit",
  },
  "cron-never-fires": {
    severity: "warning",
    title: "No date or time ever matches, so it has never run; it is imported without a schedule.",
    help: "write the values that were meant, from the lower one up",
  },
  "cron-random": {
    severity: "warning",
    title:
      "crond chooses such a value at each start; the spec keeps one that follows from the text.",
    help: null,
  },
  "cron-random-delay": {
    severity: "info",
    title:
      "`RANDOM_DELAY` or `RandomizedDelaySec` delays runs by a length that the daemon chooses; the spec takes the shortest, which is none.",
    help: "give the triggers a `jitter` once they have moved, to spread the load",
  },
  "cron-no-command": {
    severity: "warning",
    title: "The line has no command, so nothing runs.",
    help: null,
  },
  "cron-carriage-return": {
    severity: "warning",
    title: "The line ends with a carriage return, which is part of the command or the value.",
    help: "convert the file with `dos2unix` if it is not meant",
  },
  "cron-variable-overridden": {
    severity: null,
    title: "The daemon sets this variable itself, or a later line sets it before any entry.",
    help: null,
  },
  "cron-mail": {
    severity: "info",
    title:
      "cron mails what a job prints; Trunkline keeps it with the run, and alerts tell of failures.",
    help: "route alerts of these pipelines to the same people in `routes.yaml`",
  },
  "cron-no-mail": {
    severity: null,
    title: "cron sends no mail of these jobs, and no mail is sent.",
    help: null,
  },
  "cron-mailer": { severity: null, title: "It only shapes cron's mail.", help: null },
  "cron-timezone-variable": {
    severity: "info",
    title: "`CRON_TZ` is a plain variable for Debian's cron; times stay those of the host.",
    help: null,
  },
  "cron-no-log": {
    severity: null,
    title:
      "A `-` before the minute keeps the line out of the system's log; runs are always recorded.",
    help: null,
  },
  "cron-mail-on-failure": {
    severity: null,
    title: "`-n` before the command mails only what failed; runs keep what they print.",
    help: null,
  },
  "cron-junk": {
    severity: "warning",
    title: "Debian's cron ignores the rest of a field that it doesn't understand.",
    help: null,
  },
  "cron-guarded": {
    severity: "warning",
    title:
      "The line does nothing where systemd or anacron runs the same work: importing both doubles it.",
    help: "delete the pipeline if the host has the other",
  },
  "cron-secret": {
    severity: "warning",
    title: "The text seems to hold a password.",
    help: "put it into a secret and name that in `secrets`",
  },
  "anacron-start": {
    severity: "error",
    title:
      "anacron runs its jobs whenever it is started itself, and no anacrontab says when that is.",
    help: 'set `anacron: {start: "HH:MM"}` in the parameters: when it is first started on a day',
  },
  "anacron-due": {
    severity: "info",
    title:
      "The machine is up when anacron is first started; the job runs then, after its delay, and later if that was missed.",
    help: null,
  },
  "anacron-stamp": {
    severity: "error",
    title:
      "A weekly job of anacron runs a week after it last did, and no anacrontab says when that was.",
    help: "set `anacron: {stamps: {NAME: YYYY-MM-DD}}` in the parameters",
  },
  "anacron-period": {
    severity: "error",
    title:
      "anacron counts such a period in days since the last run, so that its dates wander: no schedule says that.",
    help: 'write the dates that are meant as a schedule, such as `{nthDay: 1, at: "03:30"}`',
  },
  "anacron-hours": {
    severity: "error",
    title:
      "The first start and the delay come to a time at which the anacrontab lets nothing start.",
    help: "set `anacron.start` in the parameters to the first start that comes into these hours",
  },
  "anacron-serial": {
    severity: "info",
    title:
      "Where anacron is started with `-s`, it runs one job after the other; specs start each at its time.",
    help: "give the pipelines a lock if they must not run at once",
  },
  "systemd-calendar": {
    severity: "error",
    title: "The timer has no times, or one that isn't understood.",
    help: null,
  },
  "systemd-monotonic": {
    severity: "error",
    title:
      "The timer counts from the start of the machine or of the unit, which is no time of day.",
    help: "write a schedule, such as `{every: 15m}`, if it need not go by that start",
  },
  "systemd-service": {
    severity: "error",
    title: "What the timer starts is not among the files, or starts nothing.",
    help: "give the unit's `.service` with its timer, and all drop-ins: `systemctl cat NAME` names them",
  },
  "systemd-unit": {
    severity: "error",
    title:
      "It can't be told what the unit is: a template, drop-ins without their unit, or two files of one name.",
    help: "give the files of one host, with their paths",
  },
  "systemd-dependency": {
    severity: "error",
    title: "The unit needs other units, or an order among them.",
    help: "say it with `needs` or `awaits`, or take it out if the other is always there",
  },
  "systemd-condition": {
    severity: "error",
    title: "systemd looks at the host before it starts the unit, and leaves it out otherwise.",
    help: "let the command look for itself",
  },
  "systemd-setting": {
    severity: "error",
    title: "Nothing in a spec stands for the setting.",
    help: "take it out if the work can do without, and write the rest anew otherwise",
  },
  "systemd-environment-file": {
    severity: "error",
    title: "Variables come from a file of the host.",
    help: "write them as `Environment=`, and passwords among them as `secrets` in the spec",
  },
  "systemd-specifier": {
    severity: "error",
    title: "The value is one that only the host knows.",
    help: "write what it stands for there",
  },
  "systemd-exec": {
    severity: "error",
    title: "The command line is none that a shell could run with the same words and rights.",
    help: "write the words that it comes to",
  },
  "systemd-words": {
    severity: null,
    title: "It is for people, or about what Trunkline does in its own way.",
    help: null,
  },
  "systemd-overridden": {
    severity: null,
    title: "A later setting, or a file that comes before, takes its place.",
    help: null,
  },
  "systemd-ignored": {
    severity: null,
    title: "systemd doesn't know it there, and ignores it.",
    help: null,
  },
  "systemd-not-timed": {
    severity: "info",
    title: "No timer among the files starts the unit, so that it is not imported.",
    help: null,
  },
  "systemd-enabled": {
    severity: null,
    title: "The timer is enabled: `systemctl is-enabled` says so.",
    help: null,
  },
  "systemd-started": {
    severity: null,
    title: "The machine is up, so that the targets that the unit needs are reached.",
    help: null,
  },
  "systemd-accuracy": {
    severity: null,
    title: "systemd may start it later by this much; the spec's time is the earliest.",
    help: null,
  },
  "systemd-confinement": {
    severity: "warning",
    title:
      "The command runs without the unit's confinement, limits and priority, and needs none of them.",
    help: "run it in a container where they matter",
  },
  "kubernetes-connection": {
    severity: "error",
    title: "Manifests don't say which cluster they are for.",
    help: "set `connection` in the parameters to the name of a connection of type `kubernetes`",
  },
  "kubernetes-schedule": {
    severity: "error",
    title: "The schedule is none that a CronJob runs by.",
    help: "five fields, and the zone in `timeZone`",
  },
  "kubernetes-manifest": {
    severity: "error",
    title: "A key stands twice, so that it can't be told what the manifest means.",
    help: "take one of them out",
  },
  "kubernetes-volumes": {
    severity: "error",
    title: "A task of type `kubernetes` has no volumes.",
    help: "read what is needed from elsewhere, or start the Job with a command of the cluster's own",
  },
  "kubernetes-value": {
    severity: "error",
    title: "The value of a variable comes from a Secret, a ConfigMap or the pod.",
    help: "put it into a secret of Trunkline and name that in `secrets`, or write it out",
  },
  "kubernetes-setting": {
    severity: "error",
    title: "Nothing in a task of type `kubernetes` stands for it.",
    help: null,
  },
  "kubernetes-other": {
    severity: "info",
    title: "The object starts by no schedule.",
    help: null,
  },
  "kubernetes-suspended": {
    severity: null,
    title: "The CronJob is suspended: it is imported without a schedule.",
    help: null,
  },
  "kubernetes-pod": {
    severity: null,
    title:
      "The pod has neither capabilities nor new privileges, labels nor annotations of the template, and needs none.",
    help: null,
  },
  "kubernetes-namespace": {
    severity: null,
    title: "The connection's namespace is that of the manifest.",
    help: null,
  },
  "kubernetes-forbid": {
    severity: null,
    title:
      "A start that comes while a run goes on is left out; Kubernetes may make up for the last one afterwards.",
    help: null,
  },
  "kubernetes-late": {
    severity: null,
    title:
      "A start that is late by more than this is left out there; here none is made up for if this is a minute or less, else the latest.",
    help: null,
  },
  "kubernetes-retry": {
    severity: null,
    title:
      "Pods are tried again as often, with pauses that double from 10 s; Kubernetes' end at 6 minutes.",
    help: null,
  },
  "kubernetes-timeout": {
    severity: null,
    title: "The limit is one of each attempt here, and of all together there.",
    help: null,
  },
  "kubernetes-words": {
    severity: null,
    title: "It is for people, written by the cluster, or so anyway.",
    help: null,
  },
} as const satisfies Record<string, FindingCode>;
