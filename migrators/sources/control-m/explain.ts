// Why a job or a folder is ordered on one date, or isn't: its version, its folder's order, its days, rule-based calendars,
// the folders around it, its window.

import { dayOf } from "#core/calendar/date.ts";
import {
  type DayExplanation,
  explained,
  type Reason,
  reason,
  statementSource,
  unknownDay,
} from "#migrators/explanation.ts";
import type { LegacyEstate, LegacyJob } from "#migrators/legacy.ts";
import { cyclicNames } from "./cyclic.ts";
import { type Definition, given, sourcesOf } from "./definition.ts";
import { dayReasons, silence } from "./explain-days.ts";
import type { ControlMEstate } from "./normalize.ts";
import { type CalendarReference, referencesOf, ruleBasedCalendar } from "./orders.ts";
import type { Problem } from "./select-days.ts";
import { isLive, planOf, Simulation } from "./simulate.ts";
import type { Site } from "./site.ts";

const windowNames = ["TIMEFROM", "TIMETO", "FROM_DAYSOFFSET", "TO_DAYSOFFSET", "TIMEZONE"];

/** @param date business date, `YYYY-MM-DD` */
export function explainControlMDay(
  { key, statement }: LegacyJob,
  date: string,
  estate: LegacyEstate,
): DayExplanation {
  const { definitions, site } = estate as ControlMEstate;
  const definition = definitions.get(key);
  if (!definition || definition.kind === "FOLDER") {
    const text = "a simple folder has no days of its own: each of its jobs has";
    return explained([reason(false, text, [statementSource(statement)])]);
  }
  const unordered = notOrdered(definition);
  if (unordered.length > 0) return explained(unordered);
  const plan = planOf(definition, site);
  if (plan && "problems" in plan) return unknownDay(plan.problems);
  const day = dayOf(date);
  const problems: Problem[] = [];
  const reasons = testReasons(definition, site, day, problems);
  for (let at = definition.parent; at && at.kind !== "FOLDER"; at = at.parent) {
    const parts = testReasons(at, site, day, problems);
    const holds = parts.every((each) => each.holds !== false);
    const text = `the folder around it, ${at.key}, is ${holds ? "ordered too" : "not ordered"}`;
    reasons.push(reason(holds, text, [statementSource(at.statement)], parts));
  }
  if (problems.length > 0) return unknownDay(problems);
  if (definition.kind !== "JOB") return explained(reasons);
  const end = new Date((day + 1) * 86_400_000).toISOString().slice(0, 10);
  const starts = [...new Simulation(site, date, end).firesOf(definition)].map(({ at }) => at);
  const isDay = reasons.every(({ holds }) => holds !== false);
  if (isDay) reasons.push(timeReason(definition, starts.length > 0));
  return explained(reasons, starts);
}

/** What keeps it from being ordered on any date. */
function notOrdered(definition: Definition): Reason[] {
  const { fields } = definition;
  let folder = definition;
  while (folder.parent) folder = folder.parent;
  const found: Reason[] = [];
  if (!isLive(definition))
    found.push(
      reason(
        false,
        "it is a deleted version, or not the current one",
        sourcesOf(fields, ["VERSION_OPCODE", "IS_CURRENT_VERSION"]),
      ),
    );
  if (given(folder.fields, "FOLDER_ORDER_METHOD") === null) {
    const text = `folder ${folder.key} has no FOLDER_ORDER_METHOD: it is ordered by hand only`;
    found.push(reason(false, text, [statementSource(folder.statement)]));
  }
  return found;
}

/** Its own days joined with the rule-based calendars that it names, without the folders around. */
function testReasons(
  definition: Definition,
  site: Site,
  day: number,
  problems: Problem[],
): Reason[] {
  const { fields } = definition;
  const { included: all, excluded } = referencesOf(definition);
  // A folder of the JSON format both defines and names them.
  const included = [...new Map(all.map((each) => [each.name, each])).values()];
  const own = dayReasons(fields, site, day);
  if ("problems" in own) problems.push(...own.problems);
  const ownReasons = "problems" in own ? [] : own.reasons;
  const barred = excluded.map((each) => calendarReason(each, definition, site, day, problems));
  const found: Reason[] = [];
  if (included.length === 0) found.push(...ownReasons);
  else {
    const isOwn = ownReasons.every(({ holds }) => holds !== false);
    const calendars = included.map((each) => calendarReason(each, definition, site, day, problems));
    const isAny = calendars.some(({ holds }) => holds);
    const both = /^A/i.test(given(fields, "RULE_BASED_CALENDAR_RELATIONSHIP") ?? "O");
    const holds = both ? isOwn && isAny : isOwn || isAny;
    const text = `its own days ${both ? "and" : "or"} a rule-based calendar ${holds ? "have" : "would have to have"} it`;
    const ownText = `its own days ${isOwn ? "have" : "don't have"} it`;
    const from = sourcesOf(fields, ["RULE_BASED_CALENDAR_RELATIONSHIP"]);
    found.push(reason(holds, text, from, [reason(isOwn, ownText, [], ownReasons), ...calendars]));
  }
  for (const each of barred)
    found.push({
      ...each,
      holds: !each.holds,
      text: `${each.text}${each.holds ? ", and it is excluded" : ", which is excluded"}`,
    });
  return found;
}

function calendarReason(
  { name, part }: CalendarReference,
  definition: Definition,
  site: Site,
  day: number,
  problems: Problem[],
): Reason {
  const from = sourcesOf(part.fields, ["NAME"]);
  const rule = ruleBasedCalendar(name, definition);
  if (rule) {
    const within = dayReasons(rule.fields, site, day);
    if ("problems" in within) problems.push(...within.problems);
    const parts = "problems" in within ? [] : within.reasons;
    const holds = parts.every((each) => each.holds !== false);
    const text = `rule-based calendar ${name} ${holds ? "has" : "lacks"} it`;
    return reason(holds, text, [...from, statementSource(rule.statement)], parts);
  }
  const calendar = site.calendars.get(name);
  if (!calendar) {
    const message = `rule-based calendar ${name} is neither in the file nor in the parameters`;
    const code = "control-m-calendar-missing";
    problems.push({ code, message, from, parameter: `calendars.${name}` });
  }
  const holds = calendar?.marked.has(day) ?? false;
  const told = calendar ? silence(calendar, day) : "";
  return reason(holds, `calendar ${name} ${holds ? "has" : "lacks"} it${told}`, from);
}

/** Its window within those of the folders around, its cycle, and when its folder is ordered. */
function timeReason(definition: Definition, holds: boolean): Reason {
  const from = sourcesOf(definition.fields, [...windowNames, ...cyclicNames]);
  let folder = definition;
  for (; folder.parent; folder = folder.parent)
    if (folder !== definition) from.push(...sourcesOf(folder.fields, windowNames));
  from.push(...sourcesOf(folder.fields, ["FOLDER_ORDER_METHOD"]));
  const text = holds
    ? "its order, window and times let it start"
    : "it is ordered, but its order, window and times leave no time in which it may start";
  return reason(holds, text, from);
}
