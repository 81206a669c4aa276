// Jobs of a folder that make a pipeline of their own beside that of the others: they can't be due together, or people want
// another grouping.

import type { Grouping, LegacyJob } from "../legacy.ts";
import { applicationOf } from "./application.ts";
import { slugOf } from "./names.ts";

/**
 * Why a job is apart from its folder, as the end of a name; empty where it isn't. What gates its members is never parted.
 * @param isStarted Whether the end of another job starts it: a task can start only what is a whole pipeline.
 * @param isOnly Whether it is all that is in its folder.
 */
export function apartWord(
  job: LegacyJob,
  root: LegacyJob,
  grouping: Grouping = "folder",
  isStarted = false,
  isOnly = false,
): string {
  const { sources } = root.schedule;
  if (sources === undefined || root.work.kind !== "group" || job.work.kind === "group") return "";
  const { schedule } = job;
  const isByHand = schedule.start.kind === "none" && sources.order.length > 0;
  const isOwn = isStarted && grouping !== "job";
  const byHand = isOwn ? `by-hand-${ownWord(job)}` : "by-hand";
  if (root.work.gates) return isByHand ? byHand : "";
  const zone = schedule.timezone?.value;
  const isElsewhere = zone !== undefined && zone !== root.schedule.timezone?.value;
  return [
    groupWord(job, grouping),
    ...(isByHand || (isOwn && !isOnly)
      ? [isByHand ? byHand : `started-${ownWord(job)}`]
      : [isElsewhere ? slugOf(zone) : null, schedule.missed === "all" ? "catch-up" : null]),
  ]
    .filter((word) => word !== null)
    .join("-");
}

/** The second of a name has its number in the key. */
const ownWord = ({ key, name }: LegacyJob): string =>
  slugOf(`${name}${/#\d+$/.exec(key)?.[0] ?? ""}`) ?? "job";

function groupWord(job: LegacyJob, grouping: Grouping): string | null {
  if (grouping === "folder") return null;
  if (grouping === "job") return ownWord(job);
  const application = applicationOf(job);
  return application === null ? null : slugOf(application);
}
