// Jobs of a folder that can't be due together: they make a pipeline of their own beside that of the others.

import type { LegacyJob } from "../legacy.ts";
import { slugOf } from "./names.ts";

/** Why a job isn't due with its folder, as the end of a name; empty where it is. What gates its members is never parted. */
export function apartWord({ work, schedule }: LegacyJob, root: LegacyJob): string {
  const isFolder = root.schedule.sources !== undefined && root.work.kind === "group";
  if (!isFolder || work.kind === "group") return "";
  if (schedule.start.kind === "none")
    return root.schedule.sources?.order.length === 0 ? "" : "by-hand";
  if (root.work.kind === "group" && root.work.gates) return "";
  const zone = schedule.timezone?.value;
  return [
    zone === undefined || zone === root.schedule.timezone?.value ? "" : (slugOf(zone) ?? "zone"),
    schedule.missed === "all" ? "catch-up" : "",
  ]
    .filter((word) => word !== "")
    .join("-");
}
