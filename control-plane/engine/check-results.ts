// What checks of data found, kept with the run; and what they found in earlier ones.

import type { CheckResult } from "#core/checks/check.ts";
import type { Figures } from "#executors/executor.ts";
import { earlierFigures, recordCheckResults } from "#store/check-results.sql.ts";
import type { Db } from "#store/connect.ts";
import { storableJson } from "#store/storable.ts";
import type { Claim } from "./held.ts";

/** `db` answers in spite of broken connections; both statements may run twice. */
export const figuresOf = (db: Db, claim: Claim, task: string): Figures => ({
  async earlier(name, most) {
    const rows = await earlierFigures(db, { run: claim.run, task, name, most });
    return rows.map(({ figure }) => figure as CheckResult["figure"]);
  },
  async record(results) {
    const row = await recordCheckResults(db, {
      ...{ ...claim, task },
      results: JSON.parse(storableJson(results)),
    });
    if (row === undefined)
      throw new Error("what was found could not be kept: the attempt is not the task's any more");
  },
});
