// An extended calendar as a rule for days. `extended-calendar.ts` evaluates it without this: the two readings are compared.

import type { DayRule } from "#migrators/legacy/schedule.ts";

const weekdays = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"];

/** What the attributes of an extended calendar say, once they were found to be in order. */
export interface ExtendedSpec {
  /** Of its date conditions. */
  condition: string;
  /** Name of the calendar of its workdays, and of its holidays. */
  workdays: string;
  holidays: string | null;
  /** `O`, `S`, `W`, `P` or nothing, of either kind of days. */
  holiday: string;
  nonWorkday: string;
  /** Days by which all move. */
  adjust: number;
}

/** By whose days plain days are counted. */
export const everyDayName = "every day";

export function extendedRule(spec: ExtendedSpec): DayRule {
  const { holiday, nonWorkday, adjust } = spec;
  const candidates = new Condition(spec.condition, spec.workdays).read();
  const work = calendar(spec.workdays);
  const holidays = spec.holidays === null ? null : calendar(spec.holidays);
  const only = holiday === "O" || nonWorkday === "O";
  // Holidays without an action of their own are days off like others.
  const free = holiday === "" || !holidays ? not(work) : all(not(work), not(holidays));
  const parts = [
    ...(only ? [] : [all(candidates, work)]),
    ...(holiday === "" || !holidays
      ? []
      : acted(all(candidates, holidays), holiday, spec.workdays)),
    ...acted(all(candidates, free), nonWorkday, spec.workdays),
  ];
  const rule = shorter(spec, candidates) ?? any(parts);
  if (adjust === 0) return rule;
  const kept = { rule: "moved", lacking: "skip", calendar: everyDayName, from: [] } as const;
  return { ...kept, of: rule, shift: adjust };
}

/** Where days off and holidays fare alike. */
function shorter({ holiday, nonWorkday, workdays }: ExtendedSpec, rule: DayRule): DayRule | null {
  if (holiday !== "" && holiday !== nonWorkday) return null;
  if (nonWorkday === "") return all(rule, calendar(workdays));
  if (nonWorkday === "S") return rule;
  const lacking = nonWorkday === "W" ? "next" : nonWorkday === "P" ? "previous" : null;
  return lacking && { rule: "moved", of: rule, calendar: workdays, lacking, shift: 0, from: [] };
}

function acted(rule: DayRule, action: string, workdays: string): DayRule[] {
  if (action === "") return [];
  if (action === "O" || action === "S") return [rule];
  const lacking = action === "W" ? "next" : "previous";
  return [{ rule: "moved", of: rule, calendar: workdays, lacking, shift: 0, from: [] }];
}

const calendar = (name: string): DayRule => ({ rule: "calendar", calendar: name, from: [] });
const not = (rule: DayRule): DayRule => ({ rule: "not", not: rule, from: [] });
const all = (...rules: DayRule[]): DayRule => ({ rule: "all", rules, from: [] });
const any = (rules: DayRule[]): DayRule =>
  rules.length === 0
    ? { rule: "none", from: [] }
    : rules.length === 1
      ? (rules[0] as DayRule)
      : { rule: "any", rules, from: [] };

/** Keywords joined by `&` or `|`, as `date-conditions.ts` has found them to be. */
class Condition {
  readonly #words: string[];
  readonly #workdays: string;
  #at = 0;

  constructor(text: string, workdays: string) {
    this.#words = text.toUpperCase().match(/[A-Z#0-9]+|[&|(){}]|\S/g) ?? [];
    this.#workdays = workdays;
  }

  read(): DayRule {
    const rules = [this.#term()];
    let isAny = false;
    while (/^(?:&|\||AND|OR)$/.test(this.#words[this.#at] ?? "")) {
      isAny = /^(?:\||OR)$/.test(this.#words[this.#at++] as string);
      rules.push(this.#term());
    }
    if (rules.length === 1) return rules[0] as DayRule;
    return isAny ? any(rules) : all(...rules);
  }

  #term(): DayRule {
    const word = this.#words[this.#at++] ?? "";
    if (word === "NOT") return not(this.#term());
    if (word !== "(" && word !== "{") return this.#keyword(word);
    const inner = this.read();
    this.#at++;
    return inner;
  }

  #keyword(word: string): DayRule {
    const from: DayRule["from"] = [];
    const ofWork = (n: number): DayRule => ({
      ...{ rule: "nthOfCalendar", calendar: this.#workdays, n: [n], of: "month", from },
    });
    if (word === "DAILY") return { rule: "every", from };
    if (word === "WEEKDAYS") return { rule: "weekdays", weekdays: [1, 2, 3, 4, 5], from };
    if (word === "WORKDAYS") return calendar(this.#workdays);
    if (word === "FOM" || word === "EOM")
      return { rule: "monthDays", days: [word === "FOM" ? 1 : -1], from };
    if (word === "FOMWORK" || word === "EOMWORK") return ofWork(word === "FOMWORK" ? 1 : -1);
    const [, kind = "", mark, digits] = /^([A-Z]+?)(#|M)(\d+)$/.exec(word) ?? [];
    const n = mark === "#" ? Number(digits) : -Number(digits);
    if (kind === "WORKD") return ofWork(n);
    if (kind === "MNTHD") return { rule: "monthDays", days: [n], from };
    const weekday = weekdays.indexOf(kind === "" ? word : kind) + 1;
    if (kind === "") return { rule: "weekdays", weekdays: [weekday], from };
    return { rule: "nthWeekday", n: [n], weekdays: [weekday], from };
  }
}
