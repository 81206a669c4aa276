// What timers and services may have that a person has to know of, and what is assumed of them.

import type { FindingCode } from "#migrators/codes.ts";

export const systemdCodes = {
  "systemd-calendar": {
    severity: "error",
    title: "The timer has no times, or one that isn't understood.",
    help: "correct `OnCalendar=`: `systemd-analyze calendar` says how it is read",
  },
  "systemd-monotonic": {
    severity: "error",
    title:
      "The timer counts from starts in several ways, or by a distance that times of day can't have from each other.",
    help: "write a schedule, such as `{every: 15m}`, if it need not go by that start",
  },
  "systemd-interval": {
    severity: null,
    title:
      "It starts as often by the clock as systemd does from each start on: counted from the last start that the parameters say, else from midnight.",
    help: null,
  },
  "systemd-interval-end": {
    severity: null,
    title:
      "The same, and the distance is from start to start: systemd waits so long from each end, and in neither do runs overlap.",
    help: null,
  },
  "systemd-last": {
    severity: "error",
    title:
      "A timer that counts in days is due so long after it last was, and no file says when that was.",
    help: 'set `timers: {NAME: "YYYY-MM-DD HH:MM"}` in the parameters',
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
} as const satisfies Record<string, FindingCode>;
