// For which moments and business dates logs tell what did not run.

import type { LogFormat, LogSpan } from "../runlog/log.ts";

/** Between two files of one log may be so much without a line. */
const seam = 3_600_000;

export interface LoggedFile {
  covers: LogFormat["covers"];
  plans?: true;
  span: LogSpan;
  /** Business dates in it, `YYYY-MM-DD`; null: it has none. */
  dates: { first: string; last: string } | null;
}

export class Cover {
  readonly #spans: { first: number; last: number }[] = [];
  readonly #files: readonly LoggedFile[];
  /** From the first to the last moment of all logs. */
  readonly span: LogSpan;
  /** They are forecasts. */
  readonly plans: boolean;
  /** All business dates that logs have. */
  readonly dates: { first: string; last: string } | null;

  constructor(files: readonly LoggedFile[]) {
    this.#files = files;
    this.plans = files.some(({ plans }) => plans);
    const spans = files.flatMap(({ covers, span: { first, last } }) =>
      first !== null && last !== null ? [{ covers, first, last }] : [],
    );
    const first = spans.reduce((least, each) => Math.min(least, each.first), Infinity);
    const last = spans.reduce((most, each) => Math.max(most, each.last), -Infinity);
    this.span = spans.length === 0 ? { first: null, last: null } : { first, last };
    const whole = spans.filter(({ covers }) => covers === "whole");
    for (const each of whole.sort((a, b) => a.first - b.first)) {
      const before = this.#spans.at(-1);
      if (before && each.first <= before.last + seam)
        before.last = Math.max(before.last, each.last);
      else this.#spans.push({ first: each.first, last: each.last });
    }
    const dates = files.flatMap((file) => file.dates ?? []);
    const [from] = dates.map((each) => each.first).sort();
    const to = dates
      .map((each) => each.last)
      .sort()
      .at(-1);
    this.dates = from === undefined || to === undefined ? null : { first: from, last: to };
  }

  /** The end of what covers a moment; null: nothing does. @param own of the job itself */
  until(at: number, own: LogSpan): number | null {
    const found = this.#spans.find(({ first, last }) => at >= first && at <= last);
    if (found) return found.last;
    const { last } = this.span;
    return own.first !== null && last !== null && at >= own.first && at <= last ? last : null;
  }

  /** Whether what has no entry for a business date did not run. @param isOwn the job has entries of its own */
  hasDate(date: string, isOwn: boolean): boolean {
    return this.#files.some(({ covers, dates }) => {
      if (dates === null || date > dates.last || date < dates.first) return false;
      return covers === "whole" || (covers === "perJob" ? isOwn : date === dates.last);
    });
  }
}
