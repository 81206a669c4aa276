// A job whose meaning is worked out when it is asked for, and forgotten once many others were: all that 100,000 jobs say, at
// once, is ten times the export.

import type { Adjust, LegacyJob, Sourced } from "#migrators/legacy.ts";
import type { Forgetful, Recent } from "#migrators/recent.ts";
import type { Definition } from "./definition.ts";
import { jobOf } from "./job.ts";
import type { Site } from "./site.ts";

type Made = Omit<LegacyJob, "key" | "name" | "statement" | "also" | "parent" | "refusals">;

export class JobOnDemand implements LegacyJob, Forgetful {
  readonly #definition: Definition;
  readonly #site: Site;
  readonly #recent: Recent;
  /** What refuses it is kept, since others add to it. */
  readonly refusals: LegacyJob["refusals"];
  #made: Made | null = null;

  constructor(definition: Definition, site: Site, recent: Recent, refusals: LegacyJob["refusals"]) {
    this.#definition = definition;
    this.#site = site;
    this.#recent = recent;
    this.refusals = refusals;
  }

  forget(): void {
    this.#made = null;
  }

  get #all(): Made {
    if (this.#made !== null) return this.#made;
    this.#made = jobOf(this.#definition, this.#site).job;
    this.#recent.keep(this);
    return this.#made;
  }

  get key() {
    return this.#definition.key;
  }
  get name() {
    return this.#definition.name;
  }
  get statement() {
    return this.#definition.statement;
  }
  get parent() {
    return this.#definition.parent?.key ?? null;
  }
  get also() {
    return none;
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
