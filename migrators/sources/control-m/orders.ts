// On which business dates a definition is ordered: its own days, joined with the rule-based calendars that it names,
// within the days of the smart folders around it.

import { civilDate } from "#core/schedule/civil.ts";
import type { Calendar } from "./calendars.ts";
import { type Definition, type Fields, given, type Part, partsOf } from "./definition.ts";
import { dayNames } from "./names.ts";
import { orderedDays } from "./ordered-days.ts";
import { type Problem, selectDays } from "./select-days.ts";
import type { Site } from "./site.ts";

/** Day numbers, ascending; or why they can't be told. */
export type OrderDays = { days: readonly number[] } | { problems: readonly Problem[] };

/** Orders from one day number to before another. Equal rules are evaluated once: estates have few of them. */
export class Orders {
  readonly #site: Site;
  readonly #from: number;
  readonly #to: number;
  readonly #rules = new Map<string, OrderDays>();
  readonly #definitions = new Map<Definition, OrderDays>();
  readonly #used = new Set<Calendar>();

  constructor(site: Site, from: number, to: number) {
    this.#site = site;
    this.#from = from;
    this.#to = to;
  }

  of(definition: Definition): OrderDays {
    let found = this.#definitions.get(definition);
    if (!found) {
      found = this.#order(definition);
      this.#definitions.set(definition, found);
    }
    return found;
  }

  /** Calendars that were asked for a year of which they know nothing, with those years: no day of it is ordered by them. */
  get lacking(): { calendar: string; years: number[] }[] {
    const [first, last] = [this.#from, this.#to - 1].map((day) => civilDate(day).year) as [
      number,
      number,
    ];
    return [...this.#used].flatMap(({ name, years }) => {
      const lacking = [];
      for (let year = first; year <= last; year++) if (!years.has(year)) lacking.push(year);
      return lacking.length === 0 ? [] : [{ calendar: name, years: lacking }];
    });
  }

  #order(definition: Definition): OrderDays {
    const { kind, parent } = definition;
    // A simple folder has no days of its own: each of its jobs has.
    if (kind === "FOLDER") return { days: range(this.#from, this.#to) };
    const tested = this.#tested(definition);
    if (parent === null || parent.kind === "FOLDER" || "problems" in tested) return tested;
    const around = this.of(parent);
    return "problems" in around ? around : { days: common(tested.days, around.days) };
  }

  #tested(definition: Definition): OrderDays {
    const own = this.#byRule(definition.fields);
    const { included, excluded } = referencesOf(definition);
    const calendars = included.map((each) => this.#byCalendar(each, definition));
    const barred = excluded.map((each) => this.#byCalendar(each, definition));
    const problems = [own, ...calendars, ...barred].flatMap((each) =>
      "problems" in each ? each.problems : [],
    );
    if (problems.length > 0) return { problems };
    const union = new Set(calendars.flatMap((each) => ("days" in each ? each.days : [])));
    const ownDays = "days" in own ? own.days : [];
    const both = /^A/i.test(given(definition.fields, "RULE_BASED_CALENDAR_RELATIONSHIP") ?? "O");
    const chosen =
      included.length === 0
        ? ownDays
        : both
          ? ownDays.filter((day) => union.has(day))
          : [...new Set([...ownDays, ...union])].sort((a, b) => a - b);
    const out = new Set(barred.flatMap((each) => ("days" in each ? each.days : [])));
    return { days: chosen.filter((day) => !out.has(day)) };
  }

  #byRule(fields: Fields): OrderDays {
    const key = JSON.stringify(dayNames.map((name) => fields.get(name)?.value ?? null));
    let found = this.#rules.get(key);
    if (!found) {
      const selection = selectDays(fields, this.#site);
      if (!("problems" in selection)) {
        const { daysCalendar, weeksCalendar, confirm } = selection;
        for (const each of [daysCalendar, weeksCalendar, confirm?.calendar])
          if (each) this.#used.add(each);
      }
      found =
        "problems" in selection
          ? selection
          : { days: orderedDays(selection, this.#from, this.#to) };
      this.#rules.set(key, found);
    }
    return found;
  }

  #byCalendar({ name, part }: CalendarReference, definition: Definition): OrderDays {
    const rule = ruleBasedCalendar(name, definition);
    if (rule) return this.#byRule(rule.fields);
    const calendar = this.#site.calendars.get(name);
    if (calendar) {
      this.#used.add(calendar);
      return { days: daysWithin(calendar, this.#from, this.#to) };
    }
    const message = `rule-based calendar ${name} is neither in the file nor in the parameters`;
    const from = part.fields.get("NAME")?.from ?? [];
    const parameter = `calendars.${name}`;
    return { problems: [{ code: "control-m-calendar-missing", message, from, parameter }] };
  }
}

export interface CalendarReference {
  name: string;
  part: Part;
}

/** Rule-based calendars that a definition is ordered by, and those whose days it is not ordered on. */
export function referencesOf(definition: Definition): {
  included: CalendarReference[];
  excluded: CalendarReference[];
} {
  const included: CalendarReference[] = [];
  const excluded: CalendarReference[] = [];
  // A smart folder is ordered by what it defines.
  if (definition.kind === "SMART_FOLDER")
    for (const part of partsOf(definition, "RULE_BASED_CALENDAR")) {
      const name = given(part.fields, "NAME");
      if (name !== null) included.push({ name, part });
    }
  for (const part of partsOf(definition, "RULE_BASED_CALENDARS")) {
    const name = given(part.fields, "NAME");
    if (name === null) continue;
    const { parent } = definition;
    if (name.startsWith("!")) excluded.push({ name: name.slice(1), part });
    else if (name !== "*") included.push({ name, part });
    // All of the parent's; a simple folder has none.
    else if (parent) included.push(...referencesOf(parent).included);
  }
  return { included, excluded };
}

/** As the nearest folder around defines it. */
export function ruleBasedCalendar(name: string, within: Definition): Part | null {
  for (let at: Definition | null = within; at; at = at.parent)
    for (const part of partsOf(at, "RULE_BASED_CALENDAR"))
      if (given(part.fields, "NAME") === name) return part;
  return null;
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => from + index);

function common(days: readonly number[], others: readonly number[]): number[] {
  const known = new Set(others);
  return days.filter((day) => known.has(day));
}

const daysWithin = ({ days }: Calendar, from: number, to: number): number[] =>
  days.filter((day) => day >= from && day < to);
