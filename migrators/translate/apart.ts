// Jobs of a folder that make a pipeline of their own beside that of the others: they can't be due together, or people want
// another grouping.

import type { Grouping, LegacyJob } from "../legacy.ts";
import { slugOf } from "./names.ts";

/** Why a job is apart from its folder, as the end of a name; empty where it isn't. What gates its members is never parted. */
export function apartWord(job: LegacyJob, root: LegacyJob, grouping: Grouping = "folder"): string {
  const { sources } = root.schedule;
  if (sources === undefined || root.work.kind !== "group" || job.work.kind === "group") return "";
  const { schedule } = job;
  const isByHand = schedule.start.kind === "none" && sources.order.length > 0;
  if (root.work.gates) return isByHand ? "by-hand" : "";
  const zone = schedule.timezone?.value;
  const isElsewhere = zone !== undefined && zone !== root.schedule.timezone?.value;
  return [
    groupWord(job, grouping),
    ...(isByHand
      ? ["by-hand"]
      : [isElsewhere ? slugOf(zone) : null, schedule.missed === "all" ? "catch-up" : null]),
  ]
    .filter((word) => word !== null)
    .join("-");
}

function groupWord({ key, name, labels }: LegacyJob, grouping: Grouping): string | null {
  if (grouping === "folder") return null;
  // The second of a name has its number in the key.
  if (grouping === "job") return slugOf(`${name}${/#\d+$/.exec(key)?.[0] ?? ""}`) ?? "job";
  const application = labels.find((each) => /^application$/i.test(each.name))?.label.value;
  return application === undefined ? null : slugOf(application);
}
