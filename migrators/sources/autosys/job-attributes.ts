// The attributes of one job while it is normalized: each is taken once, and what nobody took shows at the end.

import type { LegacyJob, Sourced } from "#migrators/legacy.ts";
import type { LegacyAttribute } from "#migrators/statement.ts";
import { handFor } from "./by-hand.ts";
import { type AutosysCode, finding } from "./codes.ts";
import type { JilJob } from "./merge.ts";
import { readBoolean, type Value } from "./values.ts";

const says = ({ value }: LegacyAttribute): boolean => value.trim() !== "";

const none: readonly never[] = [];

export class JobAttributes {
  readonly job: JilJob;
  readonly out: LegacyJob;
  readonly #report: (found: ReturnType<typeof finding>) => void;
  readonly #left: Map<string, LegacyAttribute[]>;

  constructor(job: JilJob, out: LegacyJob, report: (found: ReturnType<typeof finding>) => void) {
    this.job = job;
    this.out = out;
    this.#report = report;
    this.#left = job.attributes();
  }

  /** Without taking it. */
  has(keyword: string): boolean {
    return this.#left.has(keyword);
  }

  /** All of a keyword that say something; empty ones are inert. The list may be the job's own, and stays as it is. */
  takeAll(keyword: string): readonly LegacyAttribute[] {
    const written = this.#left.get(keyword);
    if (written === undefined) return none;
    this.#left.delete(keyword);
    if (written.every(says)) return written;
    for (const attribute of written) if (!says(attribute)) this.inert(attribute, "jil-default");
    return written.filter(says);
  }

  /** The text of a keyword: the last one where it is repeated; those before it are inert. */
  text(keyword: string): Sourced<string> | null {
    const written = this.takeAll(keyword);
    const last = written.at(-1);
    if (written.length > 1)
      for (const attribute of written)
        if (attribute !== last) this.inert(attribute, "jil-replaced");
    return last ? { value: last.value.trim(), from: [last] } : null;
  }

  /** The value of a keyword; one that is no such value refuses the job. */
  read<T>(keyword: string, reader: (text: string) => Value<T>): Sourced<T> | null {
    const text = this.text(keyword);
    if (!text) return null;
    const read = reader(text.value);
    if ("value" in read) return { value: read.value, from: text.from };
    this.refuse("jil-attr-value", `${keyword}: ${read.fault}`, text.from);
    return null;
  }

  /** The same where one value is the default, and then says nothing. */
  readOther<T>(
    keyword: string,
    reader: (text: string) => Value<T>,
    usual: NoInfer<T>,
  ): Sourced<T> | null {
    const read = this.read(keyword, reader);
    if (read?.value !== usual) return read;
    for (const attribute of read?.from ?? []) this.inert(attribute, "jil-default");
    return null;
  }

  /** A switch that is off unless it is set. */
  flag(keyword: string): Sourced<boolean> | null {
    return this.readOther(keyword, readBoolean, false);
  }

  inert(attribute: LegacyAttribute, code: AutosysCode): void {
    this.out.inert.push({ attribute, code });
  }

  /** All of some keywords are inert. */
  inertAll(keywords: Iterable<string>, code: AutosysCode): void {
    for (const keyword of keywords)
      for (const attribute of this.takeAll(keyword)) this.inert(attribute, code);
  }

  /** It is carried over under the assumption that the code names. */
  assume(from: readonly LegacyAttribute[], code: AutosysCode): void {
    for (const attribute of from)
      this.out.settled?.push({ attribute, outcome: "equivalent", code });
  }

  /** @param help What to do by hand, where the code's own help is too general. */
  refuse(
    code: AutosysCode,
    message: string,
    from: readonly LegacyAttribute[] = [],
    help?: string,
  ): void {
    this.out.refusals.push({ code, message, from });
    this.find(code, message, from, help);
  }

  /** A keyword that no spec has a word for. */
  refuseKeyword(keyword: string, message: string, from: readonly LegacyAttribute[]): void {
    this.refuse("jil-attr-unsupported", message, from, handFor(keyword));
  }

  find(
    code: AutosysCode,
    message: string,
    from: readonly LegacyAttribute[] = [],
    help?: string,
  ): void {
    const place = from[0]?.place ?? this.job.statement.place;
    this.#report(finding(code, place, `${this.job.name}: ${message}`, help));
  }

  /** Keywords that nobody took. */
  left(): string[] {
    return [...this.#left.keys()];
  }
}
