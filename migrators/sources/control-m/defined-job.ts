// A folder or job of an export, which says what its definition says.

import { JobOnDemand, type Meaning } from "#migrators/job-on-demand.ts";
import type { LegacyJob } from "#migrators/legacy.ts";
import type { Recent } from "#migrators/recent.ts";
import type { Statement } from "#migrators/statement.ts";
import type { Definition } from "./definition.ts";
import { jobOf } from "./job.ts";
import type { Site } from "./site.ts";

export class DefinedJob extends JobOnDemand {
  readonly #definition: Definition;
  readonly #site: Site;

  /** @param first What the definition says. */
  constructor(definition: Definition, site: Site, first: LegacyJob, recent: Recent) {
    super(first, recent);
    this.#definition = definition;
    this.#site = site;
  }

  protected workedOut(): Meaning {
    return jobOf(this.#definition, this.#site).job;
  }

  get key(): string {
    return this.#definition.key;
  }
  get name(): string {
    return this.#definition.name;
  }
  get statement(): Statement {
    return this.#definition.statement;
  }
  get also(): readonly never[] {
    return none;
  }
  get parent(): string | null {
    return this.#definition.parent?.key ?? null;
  }
}

const none: readonly never[] = [];
