// Counts of a ledger, taken line by line while it is written: an estate of 100,000 jobs has millions of lines.

import { LEGACY_CODES } from "./finding-codes.ts";
import type { LedgerLine, Outcome } from "./ledger.ts";

export interface CodeCount {
  code: string;
  outcome: Outcome;
  title: string;
  help: string | null;
  lines: number;
  jobs: number;
  /** The first of them. */
  examples: string[];
}

const mostExamples = 10;

export class Tally {
  readonly attributes: Record<Outcome, number> = { exact: 0, equivalent: 0, inert: 0, refused: 0 };
  readonly #codes = new Map<
    string,
    { code: string; outcome: Outcome; lines: number; jobs: Set<string> }
  >();

  add({ outcome, code, job }: LedgerLine): void {
    this.attributes[outcome]++;
    if (outcome === "exact" || code === "comment") return;
    const key = `${outcome} ${code}`;
    let known = this.#codes.get(key);
    if (!known) {
      known = { code, outcome, lines: 0, jobs: new Set() };
      this.#codes.set(key, known);
    }
    known.lines++;
    if (job !== null) known.jobs.add(job);
  }

  /** What each outcome that is not exact rests on, the most frequent first. */
  codes(): CodeCount[] {
    return [...this.#codes.values()]
      .map(({ code, outcome, lines, jobs }) => {
        const { title = "", help = null } = LEGACY_CODES[code] ?? {};
        const examples = jobs.keys().take(mostExamples).toArray();
        return { code, outcome, title, help, lines, jobs: jobs.size, examples };
      })
      .toSorted((a, b) => b.lines - a.lines || (a.code < b.code ? -1 : 1));
  }
}
