// Why a calendar leaves a day out, in a sentence that names the file and the line.

import { weekday, weekdayNames } from "../schedule/civil.ts";
import type { CalendarRule } from "./calendar.ts";
import { dateOf } from "./date.ts";
import { type CompiledCalendar, compileCalendar, type Decision } from "./days.ts";
import { type CalendarLines, placeText } from "./lines.ts";

/** Such as `target2 leaves out 2026-12-25: Christmas Day (calendars/target2.yaml:9)`. */
export function explainDay(
  { calendar, decide }: CompiledCalendar,
  day: number,
  lines: CalendarLines,
): string {
  const decision = decide(day);
  const { isIn, part, index } = decision;
  const says = `${calendar.name} ${isIn ? "has" : "leaves out"} ${dateOf(day)}`;
  const place = ` (${placeText(lines, calendar.name, decision)})`;
  if (part === "within" && index !== null) {
    const other = calendar.within[index];
    return other ? `${says}: ${explainDay(compileCalendar(other), day, lines)}` : says + place;
  }
  const rule = ruleOf(calendar, decision);
  if (rule && "calendar" in rule)
    return `${says}: ${explainDay(compileCalendar(rule.calendar), day, lines)}${place}`;
  return `${says}: ${because(calendar, decision, day, rule)}${place}`;
}

const ruleOf = (
  calendar: CompiledCalendar["calendar"],
  { part, index }: Decision,
): CalendarRule | undefined =>
  index !== null && (part === "days" || part === "except" || part === "also")
    ? calendar[part][index]
    : undefined;

function because(
  { from, until }: CompiledCalendar["calendar"],
  { part }: Decision,
  day: number,
  rule: CalendarRule | undefined,
): string {
  if (part === "from") return `it begins on ${from}`;
  if (part === "until") return `it ends on ${until}`;
  if (part === "weekdays") return `by its weekdays, a ${weekdayNames[weekday(day)]}`;
  if (rule === undefined) return part === null ? "it has every day" : `it is none of its ${part}`;
  return rule.name ?? ruleText(rule);
}

/** As the file has it, without what is for people. */
export function ruleText({ name: _, years: __, ...rule }: CalendarRule): string {
  const values = Object.values(rule);
  if ("date" in rule && values.length === 1) return String(rule.date);
  return JSON.stringify(rule).replaceAll('"', "").replaceAll(":", ": ").replaceAll(",", ", ");
}
