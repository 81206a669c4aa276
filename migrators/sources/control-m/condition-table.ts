// The prerequisite conditions of a server: names with a date, which stay until somebody deletes them.

import type { LegacyDate } from "#migrators/legacy/condition.ts";

/** A date that is asked for: a day, a day of each year (`MM-DD`), none, or whichever. */
export type ConditionDate = string | "static" | "any";

/**
 * The date that a condition means to a job of a business date; null: there is no such.
 * @param days Days on which the job is ordered, as numbers, ascending, around that date.
 */
export function conditionDate(
  rule: LegacyDate,
  date: string,
  neighbour: (side: -1 | 1) => string | null,
): ConditionDate | null {
  switch (rule.kind) {
    case "same":
      return date;
    case "previous":
      return neighbour(-1);
    case "next":
      return neighbour(1);
    case "days":
      return Temporal.PlainDate.from(date).add({ days: rule.days }).toString();
    case "yearDay":
      return rule.day;
    default:
      return rule.kind;
  }
}

export class ConditionTable {
  readonly #from: string;
  /** Names that some job adds: what is of a date before the first counts as added. */
  readonly #added: ReadonlySet<string>;
  readonly #there = new Map<string, Map<string, string>>();
  /** Deleted ones of dates before the first. */
  readonly #deleted = new Set<string>();

  constructor(from: string, added: ReadonlySet<string>) {
    this.#from = from;
    this.#added = added;
  }

  /** @param by Who adds it. */
  add(name: string, date: string, by: string): void {
    this.#there.getOrInsertComputed(name, () => new Map()).set(date, by);
    this.#deleted.delete(`${name} ${date}`);
  }

  remove(name: string, date: ConditionDate): void {
    const dates = this.#there.get(name);
    if (date === "any") dates?.clear();
    else if (/^\d\d-\d\d$/.test(date)) {
      for (const each of dates?.keys() ?? []) if (each.endsWith(date)) dates?.delete(each);
    } else {
      dates?.delete(date);
      dates?.delete(date.slice(5));
      if (date < this.#from) this.#deleted.add(`${name} ${date}`);
    }
  }

  /** Who added it; null: it is not there. */
  adderOf(name: string, date: ConditionDate): string | null {
    const dates = this.#there.get(name);
    if (date === "any") return dates?.values().next().value ?? null;
    if (/^\d\d-\d\d$/.test(date))
      return [...(dates ?? [])].find(([each]) => each.endsWith(date))?.[1] ?? null;
    const by = dates?.get(date) ?? dates?.get(date.slice(5));
    if (by !== undefined) return by;
    const isBefore = date < this.#from && this.#added.has(name);
    return isBefore && !this.#deleted.has(`${name} ${date}`) ? "what ran before the span" : null;
  }

  isAdded(name: string): boolean {
    return this.#added.has(name);
  }

  /** Nobody asks for what is so old; keeps the table small. */
  forget(before: string): void {
    for (const dates of this.#there.values())
      for (const date of dates.keys()) if (date.length === 10 && date < before) dates.delete(date);
  }
}
