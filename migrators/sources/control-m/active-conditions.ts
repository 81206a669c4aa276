// What an active job waits for, judged by the conditions that are there now, and what of it is not so.

import { dateOf } from "#core/calendar/date.ts";
import type { LegacyCondition, LegacyDate } from "#migrators/legacy/condition.ts";
import type { NeverStarted } from "#migrators/runs/run-simulation.ts";
import type { Active } from "./active-job.ts";
import { type ConditionDate, type ConditionTable, conditionDate } from "./condition-table.ts";
import { type DailyMember, isOrderedOn, placeOf } from "./daily-member.ts";

/** Of which date a condition is to a job; null: there is no such. */
export function dateFor(rule: LegacyDate, { of, day, date }: Active): ConditionDate | null {
  return conditionDate(rule, date, (side) => {
    const place = placeOf(of.days, day);
    // Forced on a day that is none of its own: the one before or after.
    if (of.days[place] !== day) return dateOf(day + side);
    const found = of.days[place + side];
    return found === undefined ? null : dateOf(found);
  });
}

export function holds(condition: LegacyCondition, active: Active, table: ConditionTable): boolean {
  if (condition.kind === "all") return condition.of.every((each) => holds(each, active, table));
  if (condition.kind === "any") return condition.of.some((each) => holds(each, active, table));
  if (condition.kind !== "event") return false;
  if (condition.date.kind === "same" && active.passed.has(condition.event)) return true;
  const date = dateFor(condition.date, active);
  return date !== null && table.adderOf(condition.event, date) !== null;
}

/** Names of the conditions that it asks for. */
export function* eventsOf(condition: LegacyCondition | null): Generator<string> {
  if (condition === null) return;
  if ("of" in condition) for (const each of condition.of) yield* eventsOf(each);
  else if (condition.kind === "event") yield condition.event;
}

/** What it waits for, as the end of a sentence. @param now Milliseconds since 1970. */
function lacking(active: Active, table: ConditionTable, now: number): string {
  const { of, group, opens, closes } = active;
  if (group !== null && group.state !== "running")
    return `${group.of.key}, which ${waitsFor(group, table)}`;
  if (of.condition !== null && !holds(of.condition, active, table))
    return lackingOf(of.condition, active, table);
  if (now < opens) return "its time";
  return closes !== null && now > closes ? "its window, which is over" : "nothing";
}

/** Where it stands among the active jobs, for people. */
export function standingOf(active: Active | undefined, table: ConditionTable, now: number): string {
  if (active === undefined) return "it is not ordered for the date, or over";
  if (active.state === "waiting") return `it waits for ${lacking(active, table, now)}`;
  if (active.state === "dropped") return "it was dropped at New Day without a start";
  return `started since ${active.cause}`;
}

export const neverOf = (active: Active, table: ConditionTable, now: number): NeverStarted => ({
  job: active.of.key,
  date: active.date,
  waitsFor: lacking(active, table, now),
});

const waitsFor = (group: Active, table: ConditionTable): string =>
  group.of.condition !== null && !holds(group.of.condition, group, table)
    ? `waits for ${lackingOf(group.of.condition, group, table)}`
    : "has yet to begin";

function lackingOf(condition: LegacyCondition, active: Active, table: ConditionTable): string {
  if ("of" in condition) {
    const open = condition.of.filter((each) => !holds(each, active, table));
    const texts = [...new Set(open.map((each) => lackingOf(each, active, table)))];
    return texts.join(condition.kind === "all" ? " and " : " or ");
  }
  if (condition.kind !== "event") return "what Control-M does not know";
  const { event } = condition;
  const date = dateFor(condition.date, active);
  if (date === null) return `${event} of its ${condition.date.kind} date, and there is none`;
  const text =
    date === "static"
      ? `${event} without a date`
      : `${event} of ${date === "any" ? "any date" : date}`;
  return table.isAdded(event) ? text : `${text}, which nobody adds`;
}

/** What its folder passes: conditions that only members of it add, of which none is ordered for the date. */
export function passedOn({ parent, condition }: DailyMember, day: number): Set<string> {
  const passed = new Set<string>();
  for (let around = parent; around !== null; around = around.parent)
    if (around.adjusts)
      for (const event of eventsOf(condition)) {
        const adders = [...jobsIn(around)].filter(({ effects }) =>
          effects.some((effect) => effect.kind === "emit" && effect.event === event),
        );
        if (adders.length > 0 && !adders.some((each) => isOrderedOn(each, day))) passed.add(event);
      }
  return passed;
}

function* jobsIn({ members }: DailyMember): Generator<DailyMember> {
  for (const member of members)
    if (member.isGroup) yield* jobsIn(member);
    else yield member;
}
