// END_FOLDER: once such a job has ended, nothing more of its folder is submitted, and the folder is complete when what runs in
// it has ended (vendor page 93368).

import type { Active } from "./active-job.ts";
import type { DailyMember } from "./daily-member.ts";

/** How the model finds what is active of a member for the folder's date, and takes away what never starts. */
export interface ActiveJobs {
  of(member: DailyMember): Active | undefined;
  drop(active: Active): void;
}

/**
 * Drops what waits in a folder, however deep.
 * @return how many jobs still run in it
 */
export function endFolder({ of: { members } }: Active, active: ActiveJobs): number {
  let running = 0;
  for (const member of members) {
    const one = active.of(member);
    if (one === undefined) continue;
    if (one.state === "waiting") active.drop(one);
    if (member.isGroup) running += endFolder(one, active);
    else if (one.state === "running") running++;
  }
  return running;
}
