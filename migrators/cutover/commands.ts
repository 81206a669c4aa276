// How a job is held and let go in the scheduler that it is in. These are shown, and run only where a person asks for it.

import { quoted } from "../translate/shell-text.ts";
import type { JobToHold } from "./jobs.ts";

/** A job of a crontab has no command: its line is commented out, by the marker that `markerOf` gives. */
export type LegacyCommand =
  /** A line of a shell, on a machine that has the scheduler's programs. */
  | { kind: "shell"; words: string[]; text: string }
  /** What a person does. */
  | { kind: "hand"; text: string };

/** In front of a line of a crontab that is held; the wave says whose hold it is. */
export const markerOf = (wave: string): string => `#trunkline:${wave}: `;

/** In the order in which they are given. */
export function holdCommands(job: JobToHold, wave: string): LegacyCommand[] {
  switch (job.system) {
    case "autosys":
      return [shell("sendevent", "-E", "JOB_ON_HOLD", "-J", job.job)];
    case "control-m": {
      const { folder, name } = partsOf(job.job);
      return [
        hand(
          `set the order method of the folder ${folder} to None (Manual) and load it, so that no new day orders it`,
        ),
        shown(folder, name),
        hand(
          "hold each order that it shows: `ctm run job::hold ORDER_ID`, or POST run/job/ORDER_ID/hold",
        ),
      ];
    }
    default:
      return [
        hand(`comment out the line in ${placeOf(job)}: put \`${markerOf(wave).trim()}\` in front`),
      ];
  }
}

/** What undoes them. */
export function releaseCommands(job: JobToHold, wave: string): LegacyCommand[] {
  switch (job.system) {
    case "autosys":
      return [shell("sendevent", "-E", "JOB_OFF_HOLD", "-J", job.job)];
    case "control-m": {
      const { folder, name } = partsOf(job.job);
      return [
        hand(`give the folder ${folder} back its order method and load it`),
        shown(folder, name),
        hand(
          "free each order that is held and whose date had no run here: `ctm run job::free ORDER_ID`, or POST run/job/ORDER_ID/free",
        ),
        hand(
          "delete the other ones, which would run once more: `ctm run job::delete ORDER_ID`, or POST run/job/ORDER_ID/delete",
        ),
      ];
    }
    default:
      return [hand(`take \`${markerOf(wave).trim()}\` away from the line in ${placeOf(job)}`)];
  }
}

/** What keeps its definition, and then takes it away, once nothing goes back any more. */
export function archiveCommands(job: JobToHold): LegacyCommand[] {
  switch (job.system) {
    case "autosys":
      return [
        shell("autorep", "-q", "-J", job.job),
        hand(`keep what it prints, then give jil \`delete_job: ${job.job}\``),
      ];
    case "control-m":
      return [
        hand(`export the folder ${partsOf(job.job).folder}, keep it, then delete the job from it`),
      ];
    default:
      return [hand(`keep ${placeOf(job)}, then delete the line with the marker`)];
  }
}

const shell = (...words: string[]): LegacyCommand => ({
  ...{ kind: "shell", words },
  text: words.map(quoted).join(" "),
});

const shown = (folder: string, name: string): LegacyCommand =>
  shell("ctm", "run", "jobs:status::get", "-s", `folder=${folder}&jobname=${name}`);

const hand = (text: string): LegacyCommand => ({ kind: "hand", text });

const placeOf = ({ file, instance }: JobToHold): string =>
  `${file ?? "the crontab"}${instance === null ? "" : ` of ${instance}`}`;

/** A folder may be one of another. */
function partsOf(job: string): { folder: string; name: string } {
  const at = job.lastIndexOf("/");
  return at === -1
    ? { folder: job, name: job }
    : { folder: job.slice(0, at), name: job.slice(at + 1) };
}
