// Times of members of boxes (AutoSys): whether the one that counts depends on when the box starts.

import type { LegacyJob } from "../legacy.ts";

/**
 * What a time means that comes while the box doesn't run: `kept`, it counts, and the member starts with the box; `lost`, the
 * member waits for its next time.
 */
export type MemberTimes = "kept" | "lost";

/** Ascending, `HH:MM`; those of minutes of every hour in each hour. */
export function timesOfDay({ schedule: { start } }: LegacyJob): string[] {
  const times = start.kind === "days" ? start.times?.value : undefined;
  if (times === undefined) return [];
  if ("at" in times) return [...times.at];
  const hours = Array.from({ length: 24 }, (_, hour) => `${hour}`.padStart(2, "0"));
  return hours.flatMap((hour) =>
    times.minutes.map((minute) => `${hour}:${`${minute}`.padStart(2, "0")}`),
  );
}

/**
 * Whether a member has several times a day, or one before its box starts, or times of another zone.
 * @param box What starts it: the outermost box
 */
export function hangsOnBox(member: LegacyJob, box: LegacyJob): boolean {
  const [first, ...more] = timesOfDay(member);
  if (first === undefined || box.schedule.start.kind !== "days") return false;
  const begins = timesOfDay(box).at(-1) ?? "00:00";
  const isElsewhere = member.schedule.timezone?.value !== box.schedule.timezone?.value;
  return more.length > 0 || first < begins || isElsewhere;
}
