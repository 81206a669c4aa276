// Calendars of the other scheduler as files of the project: their days between the first and the last year that is known.

import { dateOf, dayNumber, dayOf, yearOf } from "#core/calendar/date.ts";
import { weekday } from "#core/schedule/civil.ts";
import type { CalendarSpec, OnlyOnSpec } from "#schemas/types.ts";
import type { DayRule } from "../legacy/schedule.ts";
import type { LegacyCalendar } from "../legacy.ts";
import type { Words } from "./day-words.ts";
import type { ProjectDraft } from "./draft.ts";
import { slugOf } from "./names.ts";
import { Unsayable } from "./unsayable.ts";

type Weekday = NonNullable<CalendarSpec["weekdays"]>[number];
const isoWeekdays: readonly Weekday[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const weekdayNames: readonly Weekday[] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
/** Entries that a list of days takes. */
const mostDays = 5_000;
/** What is left out is left out until then: the other scheduler goes on when its calendar has ended. */
const farAway = "2199-12-31";

const known = new WeakMap<ProjectDraft, Calendars>();

/** Of a project, by all passes. */
export const calendarsOf = (project: ProjectDraft): Calendars =>
  known.getOrInsertComputed(project, () => new Calendars(project));

/** Those of a project, each written when something names it. */
export class Calendars {
  readonly #files: ProjectDraft["files"];
  readonly #legacy = new Map<string, { calendar: LegacyCalendar; name: string }>();
  /** Where the days of each went that something goes by. */
  readonly #used = new Map<string, string>();

  constructor({ estate, files, shared }: Pick<ProjectDraft, "estate" | "files" | "shared">) {
    this.#files = files;
    for (const calendar of estate.calendars)
      this.#legacy.set(calendar.name, {
        calendar,
        name: shared.of("calendars", calendar.name, slugOf(calendar.name) ?? "calendar"),
      });
  }

  /** What it is said by in the place of its name: a rule that the other scheduler has as a calendar. */
  ruleOf(legacyName: string): DayRule | null {
    const { calendar } = this.#known(legacyName);
    if (!calendar.rule || calendar.statement === null) return null;
    this.#used.set(legacyName, "pipelines");
    return calendar.rule;
  }

  /** The name of its file. @throws Unsayable */
  named(legacyName: string): string {
    const { name, calendar } = this.#known(legacyName);
    const description = `${legacyName} of the scheduler before.`;
    if (calendar.rule?.rule === "every") return this.everyDay();
    const spec = calendar.rule ? this.#workdays(calendar.rule) : listed(this.#datesOf(legacyName));
    return this.#write(name, { description, ...spec });
  }

  /** Weekdays without holidays. */
  #workdays(rule: DayRule): CalendarSpec {
    const [weekdays, not] = rule.rule === "all" ? rule.rules : [rule];
    if (weekdays?.rule !== "weekdays") throw new Unsayable("its workdays are not those of a week");
    const holidays = not?.rule === "not" && not.not.rule === "calendar" ? not.not.calendar : null;
    return {
      weekdays: isoWeekdays.filter((_, index) => weekdays.weekdays.includes(index + 1)),
      ...(holidays !== null && {
        except: this.#datesOf(holidays).map(dateOf),
        until: farAway,
      }),
    };
  }

  /**
   * Days without those of a calendar, by a calendar that has what is left: triggers have no word for what is left out.
   * Other words stay as they are.
   */
  atTrigger(words: Words): Words {
    const { except = [], calendar, ...rest } = words ?? {};
    const [entry, ...more] = except;
    const left = typeof entry === "object" ? entry.calendar : undefined;
    if (left === undefined || more.length > 0) return words;
    const legacy = [...this.#legacy.values()].find(({ name }) => name === left);
    if (legacy === undefined) return words;
    const legacyName = legacy.calendar.name;
    const name = this.#write(calendar === undefined ? `not-${left}` : `${calendar}-not-${left}`, {
      description: `Without the days of ${legacyName} of the scheduler before.`,
      ...(calendar !== undefined && { within: [calendar] }),
      except: this.#datesOf(legacyName).map(dateOf),
      until: farAway,
    });
    return { ...rest, calendar: name };
  }

  /** A calendar of just these days, for triggers; null where calendars have no word for them. */
  ofWords(words: OnlyOnSpec, wanted: string): string | null {
    const spec = this.#specOf(words, wanted);
    return spec && this.#write(wanted, { description: "Days of the scheduler before.", ...spec });
  }

  #specOf(words: OnlyOnSpec, wanted: string): CalendarSpec | null {
    const { any, all, not, months, calendar, nthDay, nthWeekday, ...list } = words;
    if (list.nthBusinessDay !== undefined || list.roll || list.shift) return null;
    const parts = any ?? all ?? (not ? [not] : null);
    if (parts) {
      const names = parts.map((part, index) => this.ofWords(part, `${wanted}-${index + 1}`));
      if (names.includes(null)) return null;
      const others = names.flatMap((name) => (name === null ? [] : { calendar: name }));
      if (all) return { within: others.map((other) => other.calendar) };
      return any ? { days: others } : { except: others };
    }
    const { weekdays } = list;
    const counted = [
      ...[nthDay ?? []].flat().map((day) => ({ day, ...(months && { month: months }) })),
      ...[nthWeekday ?? []]
        .flat()
        .map((nth) => ({ nth, weekday: weekdays ?? [], ...(months && { month: months }) })),
    ];
    if (counted.length === 0 && months) return null;
    if (nthDay !== undefined && weekdays) return null;
    const days = [...counted, ...(list.days ?? [])];
    return {
      ...(nthWeekday === undefined && weekdays && { weekdays }),
      ...(days.length > 0 && { days }),
      ...(calendar !== undefined && { within: [calendar] }),
      ...(list.except && this.#leftOut(list.except)),
    };
  }

  /** Days of other calendars one by one: one that has ended would end this one, and leaves nothing out any more. */
  #leftOut(except: NonNullable<CalendarSpec["except"]>): Pick<CalendarSpec, "except" | "until"> {
    const names = new Map(
      [...this.#legacy.values()].map(({ name, calendar }) => [name, calendar.name]),
    );
    const days = except.flatMap((entry) => {
      const legacy =
        typeof entry === "object" && "calendar" in entry ? names.get(entry.calendar) : undefined;
      return legacy === undefined ? [entry] : this.#datesOf(legacy).map(dateOf);
    });
    return { except: days, until: farAway };
  }

  /** By whose days is counted what all days count. */
  everyDay(): string {
    return this.#write("every-day", { description: "Every day." });
  }

  /** Days of the periods of a periodic calendar. */
  ofPeriod({ calendar, n, period }: Extract<DayRule, { rule: "nthOfPeriod" }>): string {
    const { name, calendar: legacy } = this.#known(calendar);
    const days = this.#datesOf(calendar);
    const chosen = new Set<number>();
    for (const run of periodsOf(days, legacy.periods ?? {}, period))
      for (const each of n) {
        const day = run.at(each > 0 ? each - 1 : each);
        if (day !== undefined) chosen.add(day);
      }
    // A file without days would be one of every day.
    if (chosen.size === 0) throw new Unsayable(`no day of ${calendar} is one of these`);
    const which = n.map((each) => (each > 0 ? `d${each}` : `l${-each}`)).join("-");
    const word = `${name}-${which}-${period === "*" ? "any" : period.toLowerCase()}`;
    return this.#write(word, {
      description: `Days ${n.join(", ")} of the periods ${period} of ${calendar}.`,
      ...listed(
        [...chosen].sort((a, b) => a - b),
        days,
      ),
    });
  }

  /** Most days from one of its days to the next. */
  longestGap(legacyName: string): number {
    if (this.#known(legacyName).calendar.rule) return 0;
    const days = this.#datesOf(legacyName);
    return days.reduce((most, day, index) => Math.max(most, day - (days[index - 1] ?? day)), 0);
  }

  /** Where its days went; null: no spec names it. */
  placeOf(legacyName: string): string | null {
    return this.#used.get(legacyName) ?? null;
  }

  #known(legacyName: string): { calendar: LegacyCalendar; name: string } {
    const known = this.#legacy.get(legacyName);
    if (known) return known;
    throw new Unsayable(`the days of the calendar ${legacyName} are not known`);
  }

  #datesOf(legacyName: string): number[] {
    const { name, calendar } = this.#known(legacyName);
    const { dates } = calendar;
    if (dates === null || dates.length === 0)
      throw new Unsayable(`the calendar ${legacyName} has no days`);
    this.#used.set(legacyName, `calendars/${name}.yaml`);
    return dates.map(dayOf);
  }

  #write(name: string, spec: CalendarSpec): string {
    const lists = [spec.days, spec.except, spec.also].map((list) => list?.length ?? 0);
    if (Math.max(...lists) > mostDays) throw new Unsayable(`a calendar has over ${mostDays} days`);
    this.#files.set(`calendars/${name}.yaml`, spec as Record<string, unknown>);
    return name;
  }
}

/**
 * As weekdays with exceptions, of those weekdays that it mostly has: a list of working days is read by nobody.
 * @param known Days by which is told for which years it says anything.
 */
function listed(days: readonly number[], known = days): CalendarSpec {
  const first = dayNumber(yearOf(known[0] as number), 1, 1);
  const end = dayNumber(yearOf(known.at(-1) as number) + 1, 1, 1);
  const has = new Set(days);
  const weeks = (end - first) / 7;
  const usual = weekdayNames.filter(
    (_, index) => days.filter((day) => weekday(day) === index).length > weeks / 2,
  );
  const isUsual = (day: number) => usual.includes(weekdayNames[weekday(day)] as Weekday);
  const ends = { from: dateOf(first), until: dateOf(end - 1) };
  if (usual.length === 0) return { ...ends, days: days.map(dateOf) };
  const except: string[] = [];
  for (let day = first; day < end; day++)
    if (isUsual(day) && !has.has(day)) except.push(dateOf(day));
  const also = days.filter((day) => !isUsual(day)).map(dateOf);
  return {
    ...ends,
    weekdays: isoWeekdays.filter((day) => usual.includes(day)),
    ...(except.length > 0 && { except }),
    ...(also.length > 0 && { also }),
  };
}

/** Days of a period are together; a longer gap than a month's begins a new one of that letter. */
const longestGapOfPeriod = 33;

function periodsOf(
  days: readonly number[],
  letters: Readonly<Record<string, string>>,
  wanted: string,
): number[][] {
  const runs: { letter: string; days: number[] }[] = [];
  for (const day of days) {
    const letter = letters[dateOf(day)];
    if (letter === undefined || (wanted !== "*" && letter !== wanted)) continue;
    const last = runs.findLast((run) => run.letter === letter);
    if (last && day - (last.days.at(-1) as number) <= longestGapOfPeriod) last.days.push(day);
    else runs.push({ letter, days: [day] });
  }
  return runs.map((run) => run.days);
}
