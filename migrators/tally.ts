// Counts of a ledger, taken line by line while it is written: an estate of 100,000 jobs has millions of lines.

import { LEGACY_CODES } from "./finding-codes.ts";
import type { LedgerLine, Outcome } from "./ledger.ts";
import { doubled, Texts } from "./text/columns.ts";

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

/** Of one outcome and code. */
interface Counted {
  code: string;
  outcome: Outcome;
  lines: number;
  jobs: number;
  examples: string[];
  /** By number of a job: 1 where it was counted. */
  seen: Uint8Array;
}

export class Tally {
  readonly attributes: Record<Outcome, number> = { exact: 0, equivalent: 0, inert: 0, refused: 0 };
  readonly #counted = new Map<Outcome, Map<string, Counted>>();
  readonly #jobs = new Texts();

  add({ outcome, code, job }: LedgerLine): void {
    this.attributes[outcome]++;
    if (outcome === "exact" || code === "comment") return;
    const known = this.#counted
      .getOrInsertComputed(outcome, () => new Map<string, Counted>())
      .getOrInsertComputed(code, () => ({
        ...{ code, outcome, lines: 0, jobs: 0, examples: [], seen: new Uint8Array(1024) },
      }));
    known.lines++;
    if (job !== null) this.#addJob(known, job);
  }

  #addJob(known: Counted, job: string): void {
    const number = this.#jobs.numberOf(job);
    while (number >= known.seen.length) known.seen = doubled(known.seen);
    if (known.seen[number] === 1) return;
    known.seen[number] = 1;
    known.jobs++;
    if (known.examples.length < mostExamples) known.examples.push(job);
  }

  /** What each outcome that is not exact rests on, the most frequent first. */
  codes(): CodeCount[] {
    return [...this.#counted.values().flatMap((codes) => codes.values())]
      .map(({ code, outcome, lines, jobs, examples }) => {
        const { title = "", help = null } = LEGACY_CODES[code] ?? {};
        return { code, outcome, title, help, lines, jobs, examples };
      })
      .toSorted((a, b) => b.lines - a.lines || (a.code < b.code ? -1 : 1));
  }
}
