// What the translation of days and times assumes, and what it can't say.

import type { FindingCode } from "../codes.ts";

const refusal = (title: string, help: string): FindingCode => ({
  ...{ severity: "error", title, help },
});
const assumption = (title: string): FindingCode => ({ severity: null, title, help: null });

export const scheduleCodes = {
  "control-m-days-unsayable": refusal(
    "Its days can't be said in a spec.",
    "write the days as a calendar, from what the scheduler's own forecast lists, or give the job simpler rules",
  ),
  "control-m-times-unsayable": refusal(
    "Its window or its cycle can't be said in a spec.",
    "write the times of each start, or split the job into one for each window",
  ),
  "control-m-zone-within": refusal(
    "A job in a smart folder has times of another zone than the folder.",
    "give it a folder of its own",
  ),
  "control-m-retro-folder": assumption(
    "Smart folders, and what is in them, are not ordered for dates that were missed.",
  ),
  "control-m-never-ordered": assumption("It names no day on which it is ordered, but by hand."),
  "control-m-past-new-day": assumption(
    "A job that may start past New Day is kept until it does, though MAXWAIT keeps it no longer.",
  ),
  "control-m-folder-kept": assumption(
    "How long a folder is kept is said by how long each of its jobs waits.",
  ),
  "jil-window-clock-change": assumption(
    "Where clocks change a run window opens right after the gap, or the first time that they show its edge.",
  ),
  "jil-days-unsayable": refusal(
    "Its days can't be said in a spec.",
    "write the days as a calendar, from the dates that `autocal_asc` generates",
  ),
  "jil-zone-offset": refusal(
    "No zone has the offset that the job's times are of.",
    "give the job an IANA zone, under `zones` in the parameters or by `timezone`",
  ),
  "jil-member-times": refusal(
    "A member runs once with its box, and which of its times it is for is not known.",
    "say `memberTimes` in the parameters, or give it the one time that counts",
  ),
  "jil-member-zone": refusal(
    "A member of a box has times of another zone than the box, which are not always as far apart.",
    "give the box and its members one zone",
  ),
  "jil-member-days": refusal(
    "A member has days of its own that are not those of its box, which has some as well.",
    "give both the same days",
  ),
  "jil-member-passed": assumption(
    "On a day that is not its own a member is passed over, and its box ends; there the box would run until that day.",
  ),
  "jil-member-earlier": refusal(
    "A member's time is before its box's, so that the day that it waits for is not known.",
    "say `memberTimes` in the parameters",
  ),
  "jil-member-kept": assumption(
    "A member's time that came while its box did not run counts: the member starts with the box.",
  ),
  "jil-member-lost": assumption(
    "A member's time that came while its box did not run is lost: the member waits for the next.",
  ),
} as const satisfies Record<string, FindingCode>;
