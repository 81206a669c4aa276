// Days, times, windows and cycles of a definition, in the words of the model.

import type {
  Cyclic,
  DayRule,
  LegacySchedule,
  Start,
  StartWindow,
} from "#migrators/legacy/schedule.ts";
import type { Sourced } from "#migrators/legacy.ts";
import { cyclicNames, repeatOf } from "./cyclic.ts";
import { dayRule, unsayable } from "./day-rule.ts";
import { type Definition, type Fields, given, sourcesOf } from "./definition.ts";
import { dayNames } from "./names.ts";
import { referencesOf, ruleBasedCalendar } from "./orders.ts";
import { type Problem, selectDays } from "./select-days.ts";
import { isLive } from "./simulate.ts";
import type { Site } from "./site.ts";
import { clockText, orderTime, timeOfDay, windowOf, zoneOf } from "./times.ts";

const fallbackNewDay = "00:00";

export function scheduleOf(
  definition: Definition,
  site: Site,
  problems: Problem[],
): LegacySchedule {
  const { fields } = definition;
  const zone = zoneOf(definition, site);
  const start = startOf(definition, site, problems);
  const isTimed = start.kind !== "none";
  // Without a start of its own nothing needs a zone or New Day.
  if (isTimed && typeof zone === "object") problems.push(zone.problem);
  const newDay = site.newDay ?? fallbackNewDay;
  return {
    start,
    timezone:
      typeof zone === "string" ? { value: zone, from: sourcesOf(fields, ["TIMEZONE"]) } : null,
    newDay,
    window: startWindow(fields, newDay, problems),
    cyclic: cyclic(fields, problems),
    // A server that is started after New Day orders for the date that it is then; for those before with RETRO only.
    missed: /^[1Y]$/i.test(given(fields, "RETRO") ?? "0") ? "all" : "latest",
    sources: {
      days: daySources(definition),
      window: sourcesOf(fields, windowNames),
      kept: sourcesOf(fields, ["MAXWAIT"]),
      missed: sourcesOf(fields, ["RETRO"]),
      order: sourcesOf(fields, ["FOLDER_ORDER_METHOD"]),
    },
  };
}

const windowNames = ["TIMEFROM", "TIMETO", "FROM_DAYSOFFSET", "TO_DAYSOFFSET"];

/** What a definition says of days, rule-based calendars that it names or defines included. */
const daySources = ({ fields, parts }: Definition) => [
  ...sourcesOf(fields, [...dayNames, "RULE_BASED_CALENDAR_RELATIONSHIP"]),
  ...parts
    .filter(({ kind }) => /^RULE_BASED_CALENDARS?$/.test(kind))
    .flatMap((part) => sourcesOf(part.fields, ["NAME", ...dayNames])),
];

function startOf(definition: Definition, site: Site, problems: Problem[]): Start {
  const { kind } = definition;
  const order = isLive(definition) ? orderTime(definition, site) : null;
  if (order === null || kind === "FOLDER") return { kind: "none" };
  const rule = daysOf(definition, site, problems);
  if (rule.rule === "none") return { kind: "none" };
  if (typeof order === "object") {
    problems.push(order.problem);
    return { kind: "none" };
  }
  if (site.newDay === undefined)
    problems.push({
      ...{ code: "control-m-new-day", from: [], parameter: "newDay" },
      message: "the New Day time is not in the parameters",
    });
  let folder = definition;
  while (folder.parent) folder = folder.parent;
  const method = given(folder.fields, "FOLDER_ORDER_METHOD");
  const times: Sourced<{ at: readonly string[] }> | null =
    method === "SYSTEM"
      ? null
      : {
          value: { at: [clockText(order)] },
          from: sourcesOf(folder.fields, ["FOLDER_ORDER_METHOD"]),
        };
  return { kind: "days", days: rule, times };
}

/** Own days joined with rule-based calendars, within those of the smart folders around. */
function daysOf(definition: Definition, site: Site, problems: Problem[]): DayRule {
  const from = sourcesOf(definition.fields, ["RULE_BASED_CALENDAR_RELATIONSHIP"]);
  const byRule = (fields: Fields): DayRule => {
    const selection = selectDays(fields, site);
    if (!("problems" in selection)) {
      const own = sourcesOf(fields, dayNames);
      const message = unsayable(selection);
      if (message !== null) problems.push({ code: "control-m-period", message, from: own });
      return dayRule(selection, own);
    }
    problems.push(...selection.problems);
    return { rule: "none", from: [] };
  };
  const own = byRule(definition.fields);
  const { included, excluded } = referencesOf(definition);
  const named = ({ name, part }: (typeof included)[number]): DayRule => {
    const rule = ruleBasedCalendar(name, definition);
    if (rule) return byRule(rule.fields);
    if (!site.calendars.has(name))
      problems.push({
        ...{ code: "control-m-calendar-missing", from: part.statement.attributes },
        ...{ message: `rule-based calendar ${name} is not known`, parameter: `calendars.${name}` },
      });
    return { rule: "calendar", calendar: name, from: part.statement.attributes };
  };
  const any = included.map(named);
  const both = /^A/i.test(given(definition.fields, "RULE_BASED_CALENDAR_RELATIONSHIP") ?? "O");
  const chosen = joined(own, any, both, from);
  const not = excluded.map(
    (each): DayRule => ({ rule: "not", not: named(each), from: each.part.statement.attributes }),
  );
  const { parent } = definition;
  const around = parent && parent.kind !== "FOLDER" ? [daysOf(parent, site, [])] : [];
  if (chosen.rule === "none" || around.some(({ rule }) => rule === "none"))
    return { rule: "none", from };
  const rules = [chosen, ...not, ...around];
  return rules.length === 1 ? chosen : { rule: "all", rules, from };
}

function joined(own: DayRule, named: DayRule[], both: boolean, from: DayRule["from"]): DayRule {
  if (named.length === 0) return own;
  const any: DayRule =
    named.length === 1 ? (named[0] as DayRule) : { rule: "any", rules: named, from };
  if (own.rule === "none") return both ? own : any;
  return { rule: both ? "all" : "any", rules: [own, any], from };
}

function startWindow(fields: Fields, newDay: string, problems: Problem[]): StartWindow | null {
  const clock = (name: string): Sourced<string> | null => {
    const field = fields.get(name);
    const minutes = field ? timeOfDay(field.value) : null;
    if (!field || minutes === null) return null;
    const offset = name === "TIMEFROM" ? "FROM_DAYSOFFSET" : "TO_DAYSOFFSET";
    const days = Number(given(fields, offset) ?? 0);
    return {
      value: `${clockText(minutes)}${days > 0 ? `+${days}d` : ""}`,
      from: sourcesOf(fields, [name, offset]),
    };
  };
  const window = windowOf(fields, timeOfDay(newDay) ?? 0);
  if ("problems" in window) problems.push(...window.problems);
  const kept = given(fields, "MAXWAIT") ?? "0";
  if (!/^\d{1,2}$/.test(kept))
    problems.push({
      code: "control-m-value",
      message: `MAXWAIT is ${kept}`,
      from: sourcesOf(fields, ["MAXWAIT"]),
    });
  return {
    from: clock("TIMEFROM"),
    until: given(fields, "TIMETO") === ">" ? "never" : clock("TIMETO"),
    outside: "wait",
    keepDays: kept === "99" ? null : { value: Number(kept), from: sourcesOf(fields, ["MAXWAIT"]) },
  };
}

function cyclic(fields: Fields, problems: Problem[]): Cyclic | null {
  const repeat = repeatOf(fields);
  if (repeat && "problems" in repeat) problems.push(...repeat.problems);
  if (repeat === null || "problems" in repeat) return null;
  const from = sourcesOf(fields, cyclicNames.slice(0, -1));
  const max =
    repeat.most === null ? null : { value: repeat.most, from: sourcesOf(fields, ["MAXRERUN"]) };
  if (repeat.kind === "times")
    return {
      kind: "times",
      at: repeat.at.map(clockText),
      toleranceMinutes: repeat.tolerance,
      from,
      max,
    };
  const base = ({ S: "start", E: "end", T: "due" } as const)[repeat.base];
  return repeat.kind === "interval"
    ? { kind: "interval", minutes: repeat.minutes, base, from, max }
    : { kind: "sequence", minutes: repeat.minutes, base, from, max };
}
