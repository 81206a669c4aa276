// When a member of a box starts whose times hang on when the box does: several a day, one before the box's, or of another
// zone. What counts of times that come while the box doesn't run only people know.

import { hangsOnBox, type MemberTimes, timesOfDay } from "../legacy/member-times.ts";
import type { DayRule, Start } from "../legacy/schedule.ts";
import type { LegacyJob } from "../legacy.ts";
import { namedZone } from "./fixed-zone.ts";
import { areSameDays, covers, dayBefore } from "./member-days.ts";
import { timesInZone } from "./zone-times.ts";

export type MemberDue =
  | {
      /** In the words of a spec; null: with its box. */
      notBefore: string | null;
      /** What it rests on; null: on nothing. */
      code: string | null;
      /** Its days are to be said: there, a box would wait for them. */
      isDated: boolean;
    }
  | { fault: { code: string; message: string }; isOpen: boolean };

/**
 * Null: what it says holds whatever the box does, and is said as it is.
 * @param groups Boxes around the member, from the outermost
 * @param zone Of the pipeline
 * @param said What times mean that come while the box doesn't run, where somebody has said it
 */
export function memberDue(
  member: LegacyJob,
  groups: readonly LegacyJob[],
  zone: string | undefined,
  said: MemberTimes | undefined,
): MemberDue | null {
  const { start, timezone, window } = member.schedule;
  const [box] = groups;
  if (box === undefined || start.kind !== "days") return null;
  const own = timesOfDay(member);
  const of = namedZone(timezone?.value ?? "");
  const isElsewhere = own.length > 0 && of !== null && of !== zone;
  const zoned = isElsewhere
    ? timesInZone(own, of, zone ?? "UTC")
    : { times: own, isShifted: false };
  if (zoned === null || (zoned.isShifted && start.days.rule !== "every") || (isElsewhere && window))
    return {
      fault: {
        code: "jil-member-zone",
        message: `its box is of ${zone}, and its times of ${timezone?.value}`,
      },
      isOpen: false,
    };
  const { times } = zoned;
  const other = groups.slice(1).find(({ schedule }) => isOfOtherDays(schedule.start, start.days));
  if (other) {
    const message = `its box ${other.name} has other days than it`;
    return { fault: { code: "jil-member-days", message }, isOpen: false };
  }
  const code = times.length > 1 ? "jil-member-times" : "jil-member-earlier";
  const begins = box.schedule.start.kind === "days" ? timesOfDay(box) : null;
  if (begins?.length === 0) begins.push("00:00");
  const what =
    times.length > 1
      ? `it has ${times.length} times a day`
      : `it is due at ${times[0]}, and its box starts at ${begins?.at(-1)}`;
  const fault = (more: string, isOpen = false): MemberDue => ({
    ...{ fault: { code, message: `${what}${more}` }, isOpen },
  });
  if (begins === null) {
    if (times.length > 1) return fault(", and when its box starts is not known");
    return isElsewhere ? { notBefore: times[0] ?? null, code: null, isDated: true } : null;
  }
  if (!hangsOnBox(member, box)) return onDaysOfItsOwn(times[0], start.days, box, said);
  const [last = "00:00"] = begins.slice(-1);
  const [time = ""] = times;
  if (times.length === 1 && time >= last && isCovered(box, start.days))
    return { notBefore: time, code: null, isDated: true };
  if (window) return fault(", and a window beside");
  if (groups.some(startsLater)) return fault("; and the box waits for more than its time");
  const counted: readonly MemberTimes[] = said === undefined ? ["kept", "lost"] : [said];
  const dues = new Set(counted.map((each) => dueOf(times, begins, each)));
  const [due, ...others] = dues;
  if (others.length > 0)
    return fault("; `memberTimes` in the parameters says which of its times counts", true);
  if (due === undefined) return fault(", so that not each run has it at the same time");
  const days = due?.endsWith("+1d") ? dayBefore(start.days) : start.days;
  if (days === null || !isCovered(box, days))
    return fault(", and its days are not those of its box");
  return { notBefore: due, code: said === undefined ? null : `jil-member-${said}`, isDated: false };
}

/** On a day of its own that its box doesn't have a time comes as well: then only people know whether it counts. */
function onDaysOfItsOwn(
  time: string | undefined,
  days: DayRule,
  { schedule: { start } }: LegacyJob,
  said: MemberTimes | undefined,
): MemberDue | null {
  if (time === undefined || start.kind !== "days" || covers(days, start.days)) return null;
  if (said !== "kept") return { notBefore: time, code: "jil-member-lost", isDated: true };
  const message =
    "it is due on days on which its box doesn't start, so that it starts with it then";
  return { fault: { code: "jil-member-days", message }, isOpen: false };
}

const isOfOtherDays = (start: Start, days: DayRule): boolean =>
  start.kind === "days" && !areSameDays(start.days, days);

const isCovered = ({ schedule: { start } }: LegacyJob, days: DayRule): boolean =>
  start.kind === "days" && covers(start.days, days);

/** Whether it starts when others let it: a box within by its own time as well. */
const startsLater = ({ condition, schedule }: LegacyJob, index: number): boolean =>
  condition !== null || schedule.window !== null || (index > 0 && schedule.start.kind !== "none");

/** Of every run; undefined: not of every run alike. */
function dueOf(
  times: readonly string[],
  begins: readonly string[],
  said: MemberTimes,
): string | null | undefined {
  // One that has come counts once: of several times, or several starts of the box, it counts for some runs alone.
  if (said === "kept") return times.length > 1 || begins.length > 1 ? undefined : null;
  const [due, ...others] = new Set(begins.map((begin) => firstFrom(times, begin)));
  return others.length > 0 ? undefined : due;
}

/** The first that comes when the box has started. */
function firstFrom(times: readonly string[], begin: string): string | null {
  const today = times.find((time) => time >= begin);
  if (today === begin) return null;
  return today ?? `${times[0]}+1d`;
}
