// A job whose meaning is worked out when it is asked for, and forgotten once many others were: all that 100,000 jobs say, at
// once, is ten times the export.

import type { Adjust, LegacyJob, Sourced } from "./legacy.ts";
import type { Forgetful, Recent } from "./recent.ts";
import type { Statement } from "./statement.ts";

/** What is worked out. */
export type Meaning = Omit<
  LegacyJob,
  "key" | "name" | "statement" | "also" | "parent" | "refusals" | "overlap" | "assumed"
>;

export abstract class JobOnDemand implements LegacyJob, Forgetful {
  /** What refuses it is kept, since others add to it. */
  readonly refusals: LegacyJob["refusals"];
  readonly #recent: Recent;
  #meaning: Meaning | null = null;

  /** @param first What was worked out when the job was first looked at. */
  constructor(first: Meaning & Pick<LegacyJob, "refusals">, recent: Recent) {
    this.refusals = first.refusals;
    this.#recent = recent;
    this.#keep(first);
  }

  abstract get key(): string;
  abstract get name(): string;
  abstract get statement(): Statement;
  abstract get also(): readonly Statement[];
  abstract get parent(): string | null;

  /** The same each time. */
  protected abstract workedOut(): Meaning;

  forget(): void {
    this.#meaning = null;
  }

  get #all(): Meaning {
    return this.#meaning ?? this.#keep(this.workedOut());
  }

  #keep(meaning: Meaning): Meaning {
    this.#meaning = meaning;
    this.#recent.keep(this);
    return meaning;
  }

  get parentFrom() {
    return this.#all.parentFrom ?? none;
  }
  get work() {
    return this.#all.work;
  }
  get hosts() {
    return this.#all.hosts;
  }
  get user() {
    return this.#all.user;
  }
  get environment() {
    return this.#all.environment;
  }
  get schedule() {
    return this.#all.schedule;
  }
  get condition() {
    return this.#all.condition;
  }
  get resources() {
    return this.#all.resources;
  }
  get result() {
    return this.#all.result;
  }
  get notifications() {
    return this.#all.notifications;
  }
  get deadlines() {
    return this.#all.deadlines;
  }
  get adjust() {
    return this.#all.adjust as Sourced<Adjust>;
  }
  get confirm() {
    return this.#all.confirm;
  }
  get priority() {
    return this.#all.priority;
  }
  get state() {
    return this.#all.state;
  }
  get description() {
    return this.#all.description;
  }
  get labels() {
    return this.#all.labels;
  }
  get settled() {
    return this.#all.settled ?? [];
  }
  get inert() {
    return this.#all.inert;
  }
}

const none: readonly never[] = [];
