// What cron tables may have that a person has to know of.

import type { FindingCode } from "#migrators/codes.ts";
import { anacronCodes } from "./anacron/codes.ts";
import { kubernetesCodes } from "./kubernetes/codes.ts";
import { systemdCodes } from "./systemd/codes.ts";

export const cronCodes = {
  ...anacronCodes,
  ...systemdCodes,
  ...kubernetesCodes,
  "cron-dialect": {
    severity: "error",
    title:
      "It isn't known whose cron reads this table, and they differ about days, bad lines and `\\\\`.",
    help: "set `dialect: debian` or `dialect: cronie` in the parameters",
  },
  "cron-timezone": {
    severity: "error",
    title: "Times are those of the host's zone, which the files don't name.",
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
    help: "correct the line if it shall run, or delete it",
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
    help: "split the table, or shorten the line, as the message says",
  },
  "cron-reboot": {
    severity: "error",
    title: "It starts with the machine, of which only the machine itself can tell.",
    help: "set `reboot: placed` in the parameters, and put the units of reboot.md in place on the host",
  },
  "cron-boot-unit": {
    severity: null,
    title:
      "A unit of the host starts the pipeline, once for each start of the machine: that of reboot.md is in place.",
    help: null,
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
      "cron mails what a job prints; Trunkline keeps it with the run, and routes tell it to whom the mapping names.",
    help: "name a channel for the address under `destinations` of `--mapping`",
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
  "cron-own-guard": {
    severity: null,
    title:
      "Trunkline's guard stands before the command: the task is the command behind it, and the guard stays in the table.",
    help: null,
  },
  "cron-stdin": {
    severity: "warning",
    title: "What follows an unescaped `%` is the command's input.",
    help: "write `\\%` if the character itself was meant",
  },
  "cron-secret": {
    severity: "warning",
    title: "The text seems to hold a password.",
    help: "put it into a secret and name that in `secrets`",
  },
  "run-parts": {
    severity: null,
    title:
      "run-parts runs the scripts that are given, one after the other; one that comes into the folder later is no task.",
    help: null,
  },
  "run-parts-unused": {
    severity: "info",
    title: "No line among the files runs the script's folder, and nothing else.",
    help: "give the table or the anacrontab that runs it as well",
  },
} as const satisfies Record<string, FindingCode>;
