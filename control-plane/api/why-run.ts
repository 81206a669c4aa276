// Explains a run: everything that `why` tells of it.

import { overrideReason } from "#core/override/describe.ts";
import { storedPipeline } from "#core/stored-spec.ts";
import { whyRun } from "#core/why.ts";
import { whyDeadlines } from "#core/why-deadline.ts";
import type { Db } from "#store/connect.ts";
import { readDeadlines } from "./deadline-view.ts";
import { readOverrides } from "./override-view.ts";
import { readRunFacts } from "./run-facts.ts";
import { readRunRow } from "./run-view.ts";
import type { WhyView } from "./types.ts";

/** @throws Problem 404. */
export async function whyOfRun(db: Db, id: string): Promise<WhyView> {
  const run = await readRunRow(db, id);
  const facts = await readRunFacts(db, [run]);
  const spec = storedPipeline(run.spec);
  return {
    subject: id,
    state: run.state,
    reasons: [...facts.values()].flatMap(whyRun).concat(
      whyDeadlines(await readDeadlines(db, id, spec)),
      (await readOverrides(db, run, spec)).map(({ what, ...one }) => overrideReason(what, one)),
    ),
  };
}
