// Days of a member beside those of its box.

import type { DayRule } from "../legacy/schedule.ts";

/** Whether each day of a box is one of the member's, as far as their rules show it. */
export function covers(box: DayRule, member: DayRule): boolean {
  if (member.rule === "every") return true;
  if (box.rule === "every") return isEachDay(member);
  if (member.rule === "all") return member.rules.every((each) => covers(box, each));
  if (box.rule === "all") return box.rules.some((each) => covers(each, member));
  if (box.rule === "weekdays" && member.rule === "weekdays")
    return box.weekdays.every((day) => member.weekdays.includes(day));
  if (box.rule === "calendar" && member.rule === "calendar")
    return box.calendar === member.calendar;
  return box.rule === "not" && member.rule === "not" && covers(member.not, box.not);
}

const isEachDay = (rule: DayRule): boolean =>
  rule.rule === "weekdays" && new Set(rule.weekdays).size === 7;

/** As far as their rules show it. */
export const areSameDays = (one: DayRule, other: DayRule): boolean =>
  covers(one, other) && covers(other, one);

/** The days before each of a rule's; null: nobody can say. */
export function dayBefore(rule: DayRule): DayRule | null {
  if (rule.rule === "every") return rule;
  if (rule.rule !== "weekdays") return null;
  return { ...rule, weekdays: rule.weekdays.map((day) => (day === 1 ? 7 : day - 1)) };
}
