// What the daily model needs of a folder or a job: its days, its time limits, and what it waits for and posts.

import type { LegacyCondition } from "#migrators/legacy/condition.ts";
import type { LegacyEffect, LegacyRule } from "#migrators/legacy/result.ts";
import type { LegacyJob } from "#migrators/legacy.ts";
import type { DeclaredEnd } from "#migrators/runs/durations.ts";
import { type Repeat, repeatOf } from "./cyclic.ts";
import { type Definition, given } from "./definition.ts";
import type { Orders } from "./orders.ts";
import { isLive, planOf } from "./simulate.ts";
import type { Site } from "./site.ts";
import { fromNewDay, minutesOfDay, timeOfDay, windowOf, zoneOf } from "./times.ts";

export interface DailyMember {
  key: string;
  isGroup: boolean;
  /** The smart folder or sub-folder around it, which gates it. */
  parent: DailyMember | null;
  members: DailyMember[];
  zone: string;
  /** Minutes after midnight at which a date begins. */
  newDay: number;
  /** In minutes from New Day: when it is ordered, opens, and closes by a TIMETO, the last minute included. */
  order: number;
  opens: number;
  closes: number | null;
  /** Minutes from New Day at which it is no longer kept; null: it is kept for ever. */
  drops: number | null;
  /** Numbers of the days on which it is ordered, ascending, with many before and after those asked for. */
  days: readonly number[];
  repeat: Repeat | null;
  condition: LegacyCondition | null;
  effects: readonly LegacyEffect[];
  rules: readonly LegacyRule[];
  /** Of a folder: what isn't ordered for a date isn't waited for in it (ADJUST_COND Y). */
  adjusts: boolean;
  /** Of a folder: a dummy stands for what isn't ordered for a date (ADJUST_COND D, and B in what its own jobs see of it). */
  bridges: boolean;
  /** Its end ends the folder around it. */
  endsFolder: boolean;
  /** How its runs go. */
  ends: DeclaredEnd;
}

/** Null: nobody can tell when it runs. */
export function dailyMember(
  definition: Definition,
  { condition, result, adjust }: LegacyJob,
  parent: DailyMember | null,
  { site, orders, ends }: { site: Site; orders: Orders; ends: DeclaredEnd },
): DailyMember | null {
  const newDay = timeOfDay(site.newDay ?? "");
  const zone = zoneOf(definition, site);
  const repeat = repeatOf(definition.fields);
  const limits = newDay === null ? null : limitsOf(definition, newDay);
  if (!isLive(definition) || newDay === null || limits === null) return null;
  if (typeof zone === "object" || (repeat && "problems" in repeat)) return null;
  const plan = planOf(definition, site);
  if (plan !== null && "problems" in plan) return null;
  const ordered = plan === null ? { days: [] } : orders.of(definition);
  if ("problems" in ordered) return null;
  return {
    ...{ key: definition.key, isGroup: definition.kind !== "JOB", parent, members: [] },
    ...{ zone, newDay, order: plan?.order ?? 0, ...limits, days: ordered.days, repeat, ends },
    ...{ condition, effects: result.effects, rules: result.rules },
    bridges: adjust?.value.waits === true,
    adjusts: adjust?.value.waits === false,
    endsFolder: result.endsGroup?.value === true,
  };
}

/** Null: its times are none. */
function limitsOf(
  definition: Definition,
  newDay: number,
): Pick<DailyMember, "opens" | "closes" | "drops"> | null {
  let opens = 0;
  let closes: number | null = null;
  for (let at: Definition | null = definition; at && at.kind !== "FOLDER"; at = at.parent) {
    const own = windowOf(at.fields, newDay);
    if ("problems" in own) return null;
    opens = Math.max(opens, own.from);
    if (own.inclusive && own.until !== null) closes = Math.min(closes ?? own.until, own.until);
  }
  const kept = Number(given(definition.fields, "MAXWAIT") ?? 0);
  // What may be submitted past New Day is there then, even where nothing else keeps it.
  const isOpen = given(definition.fields, "TIMETO") === ">" && kept === 0;
  const from = timeOfDay(given(definition.fields, "TIMEFROM") ?? "");
  const late = Number(given(definition.fields, "FROM_DAYSOFFSET") ?? 0);
  const begins = from === null ? 0 : fromNewDay(from, newDay) + late * minutesOfDay;
  const days = kept + 1 + Math.floor(begins / minutesOfDay);
  return { opens, closes, drops: kept === 99 || isOpen ? null : days * minutesOfDay };
}

/** The first place in ascending numbers that is not before one. */
export function placeOf(days: readonly number[], day: number): number {
  let [low, high] = [0, days.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((days[middle] as number) < day) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether it is ordered on a day; a folder only with something in it. */
export const isOrderedOn = ({ days, isGroup, members }: DailyMember, day: number): boolean =>
  days[placeOf(days, day)] === day && (!isGroup || members.some((each) => isOrderedOn(each, day)));
