// What watched runs are expected to take in a rehearsal: what its stubs usually take, in place of what was learned.

import type { Pipeline } from "#core/pipeline.ts";
import { expectedOf, type StubRules } from "#core/rehearsal/stub.ts";
import type { Db } from "#store/connect.ts";
import { setExpected, unlearnedRuns } from "#store/rehearsal.sql.ts";

/** Call it before deadlines are judged: that learns for runs of which nothing is expected yet. */
export async function expectStubs(
  db: Db,
  rules: StubRules,
  readPipeline: (revision: number) => Promise<Pipeline>,
): Promise<void> {
  const fresh = await unlearnedRuns(db);
  if (fresh.length === 0) return;
  const expected: [number, number][][] = [];
  for (const { pipeline_revision_id } of fresh) {
    const { name: pipeline, tasks } = await readPipeline(pipeline_revision_id);
    expected.push(
      tasks.map(({ name: task, group, timeoutMs }) => {
        const { medianMs, p90Ms } = expectedOf(rules, { pipeline, task, group, timeoutMs });
        // Without a seed every attempt takes exactly its time.
        return [medianMs, rules.seed === null ? medianMs : p90Ms];
      }),
    );
  }
  await setExpected(db, { runs: fresh.map(({ run_id }) => run_id), expected });
}
