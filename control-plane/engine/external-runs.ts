// What the attempts of a task started in other systems, recorded so that a crash of the worker doesn't start it twice.

import type { ExternalRun, ExternalRuns } from "#executors/executor.ts";
import type { Db } from "#store/connect.ts";
import { earlierExternalRuns, newestExternalRun, recordExternalRun } from "#store/tasks.sql.ts";
import type { Claim } from "./held.ts";

/** `db` answers in spite of broken connections; every statement may run twice. */
export const externalRunsOf = (db: Db, claim: Claim): ExternalRuns => ({
  async earlier() {
    const row = await earlierExternalRuns(db, claim);
    return { open: (row?.open ?? null) as ExternalRun | null, over: row?.over ?? 0 };
  },
  async newest(task) {
    const row = await newestExternalRun(db, { run: claim.run, task });
    return (row?.external ?? null) as ExternalRun | null;
  },
  async submitted(external) {
    if ((await recordExternalRun(db, { ...claim, external })) === undefined)
      throw new Error(
        "what was submitted could not be recorded: the attempt is not the task's any more",
      );
  },
});
