// A job as all statements about it leave it, which says what its attributes say.

import { JobOnDemand, type Meaning } from "#migrators/job-on-demand.ts";
import type { LegacyJob } from "#migrators/legacy.ts";
import type { Recent } from "#migrators/recent.ts";
import type { Statement } from "#migrators/statement.ts";
import { type JobContext, jobOf } from "./job.ts";
import type { JilJob } from "./merge.ts";

export class MergedJob extends JobOnDemand {
  readonly #job: JilJob;
  readonly #context: JobContext;

  /** @param first What its attributes say. @param context Is told of nothing that was found then. */
  constructor(job: JilJob, first: LegacyJob, context: JobContext, recent: Recent) {
    super(first, recent);
    this.#job = job;
    this.#context = context;
  }

  protected workedOut(): Meaning {
    return jobOf(this.#job, this.#context);
  }

  get key(): string {
    return this.#job.name;
  }
  get name(): string {
    return this.#job.name;
  }
  get statement(): Statement {
    return this.#job.statement;
  }
  get also(): readonly Statement[] {
    return this.#job.also;
  }
  get parent(): string | null {
    return this.#job.box;
  }
}
