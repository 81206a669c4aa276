// Which jobs the names of a log mean. Several may have the same: definitions that repeat a name, or lines of a crontab with
// one command. Their starts are looked at together, since the log can't tell them apart.

import type { LegacyEstate, LegacyJob } from "../legacy.ts";
import { commandText } from "../runlog/cron-message.ts";
import type { LoggedJob, RunStore } from "../runlog/store.ts";

export interface JobGroup {
  jobs: LegacyJob[];
  /** Null: the log doesn't have them. */
  logged: LoggedJob | null;
}

export interface Grouped {
  groups: JobGroup[];
  /** Names of the log that mean no job of the files, or that several jobs end with. */
  strangers: { logged: LoggedJob; isAmbiguous: boolean }[];
}

export function groupJobs(estate: LegacyEstate, store: RunStore): Grouped {
  const groups = new Map<string, JobGroup>();
  /** By a job's last name; null: several have it. */
  const byName = new Map<string, JobGroup | null>();
  for (const job of estate.jobs) {
    const name = nameOf(job, estate.system);
    if (name === null) continue;
    let group = groups.get(name);
    if (!group) {
      group = { jobs: [], logged: null };
      groups.set(name, group);
      // Lists of active jobs leave the folder out; a table that doesn't say whose it is leaves the user out.
      const last = estate.system === "control-m" ? job.name : name;
      byName.set(last, byName.has(last) ? null : group);
    }
    group.jobs.push(job);
  }
  const strangers: Grouped["strangers"] = [];
  for (const logged of store.jobs.values()) {
    const { name, user } = logged;
    const exact = groups.get(estate.system === "cron" ? `${user ?? ""}\0${name}` : name);
    const last = estate.system === "cron" ? `\0${name}` : name;
    const group = exact ?? byName.get(last);
    if (group && group.logged === null) group.logged = logged;
    else strangers.push({ logged, isAmbiguous: group !== undefined });
  }
  return { groups: [...groups.values()], strangers };
}

/** As a log would have it whole; null: no log has it. */
function nameOf({ key, name, parent, work, user }: LegacyJob, system: LegacyEstate["system"]) {
  if (system === "autosys") return key;
  // Of one that repeats a name the key has a number.
  if (system === "control-m")
    return work.kind === "group" ? null : parent === null ? key : `${parent}/${name}`;
  if (work.kind !== "command") return null;
  return `${user?.value ?? ""}\0${commandText(work.text.value)}`;
}
