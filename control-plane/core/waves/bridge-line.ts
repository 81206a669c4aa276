// The command by which a job of another scheduler raises an event here, for a host that has curl and nothing of Trunkline.

import { raised } from "./raised.ts";

export const bridgeSystems = ["control-m", "autosys", "cron"] as const;
export type BridgeSystem = (typeof bridgeSystems)[number];

export interface BridgeLine {
  system: BridgeSystem;
  event: string;
  ordinal: number;
  /** Of the server, without a path. */
  url: string;
  project: string;
  /** On the host: holds `Authorization: Bearer TOKEN`, which no list of processes then shows. */
  headerFile: string;
}

/** How each scheduler puts the business date into a command, in eight digits, inside of double quotes of a shell. */
const dates: Record<BridgeSystem, string> = {
  "control-m": "%%$ODATE",
  // AutoSys has no business date: the site's own variable, or the day on which the job starts.
  autosys: "${ODATE:-$(date +%Y%m%d)}",
  // A `%` of a crontab begins the standard input.
  cron: "$(date +\\%Y\\%m\\%d)",
};

/** The date as one word of a command there. */
export const dateInCommand = (system: BridgeSystem): string =>
  system === "control-m" ? dates[system] : `"${dates[system]}"`;

/** One line; it may run twice. */
export function bridgeLine({
  system,
  event,
  ordinal,
  url,
  project,
  headerFile,
}: BridgeLine): string {
  const date = dates[system];
  const { name, id } = raised(event, date, ordinal);
  const body = `{\\"emit\\":[{\\"name\\":\\"${name}\\",\\"date\\":\\"${date}\\",\\"id\\":\\"${id}\\"}]}`;
  return [
    "curl -fsS --retry 8 --retry-connrefused --max-time 300",
    `-H @${headerFile} -H 'Content-Type: application/json' -d "${body}"`,
    `${url.replace(/\/$/, "")}/api/v1/projects/${project}/changes`,
  ].join(" ");
}
