// What the documentation leaves open is an assumption that the ledger names.

import { expect, test } from "vitest";
import { ledgerLines } from "#migrators/ledger.ts";
import type { LegacyEstate } from "#migrators/legacy.ts";
import { translate } from "#migrators/translate/translate.ts";
import { autosysEstate } from "#test/support/autosys-estate.ts";
import { cmd, controlM, dated } from "#test/support/translated.ts";

const job = (more: string, within = ""): LegacyEstate =>
  controlM(
    `<DEFTABLE><FOLDER FOLDER_NAME="F" FOLDER_ORDER_METHOD="SYSTEM"><JOB JOBNAME="J" TASKTYPE="Command" CMDLINE="x" ${more}>${within}</JOB></FOLDER></DEFTABLE>`,
  );
const outcomeOf = (estate: LegacyEstate, name: string) => {
  const lines = [...ledgerLines(estate.files, translate(estate).accounts)];
  const { outcome, code } = lines.find(({ attribute }) => attribute === name) ?? {};
  return `${outcome} ${code}`;
};

test.each([
  [
    "a period that ends before it begins",
    job('DAYS="ALL" ACTIVE_FROM="20260227" ACTIVE_TILL="20260202"'),
    "ACTIVE_TILL",
    "equivalent control-m-active-gap",
  ],
  [
    "one that doesn't",
    job('DAYS="ALL" ACTIVE_FROM="20260102" ACTIVE_TILL="20260202"'),
    "ACTIVE_TILL",
    "exact same",
  ],
  [
    "a weekday of a week without a calendar",
    job('WEEKDAYS="DMONW2"'),
    "WEEKDAYS",
    "equivalent control-m-week-of-month",
  ],
  [
    "an event of a day of the year",
    job('DAYS="ALL"', '<INCOND NAME="X" ODATE="0315" AND_OR="A"/>'),
    "ODATE",
    "equivalent control-m-year-day",
  ],
  [
    "backslashes before colons in JIL",
    autosysEstate(cmd("A", dated).replace("/bin/A", "curl http\\://h")),
    "command",
    "equivalent jil-lex-escape",
  ],
  [
    "numbers of variables in JIL",
    autosysEstate(cmd("A", `${dated}\ncondition: v(X) > 10`)),
    "condition",
    "equivalent condition-number",
  ],
  [
    "files of output in JIL",
    autosysEstate(cmd("A", `${dated}\nstd_out_file: /tmp/a`)),
    "std_out_file",
    "equivalent jil-std-append",
  ],
  [
    "an attribute that is taken back in JIL",
    autosysEstate(`${cmd("A", `${dated}\nn_retrys: 1`)}update_job: A\nn_retrys: NULL\n`),
    "update_job",
    "refused jil-attr-cleared",
  ],
  [
    "a box that isn't there in JIL",
    autosysEstate(cmd("A", "box_name: GONE")),
    "box_name",
    "refused jil-ref-box",
  ],
])("%s", (_, estate, name, outcome) => {
  expect(outcomeOf(estate, name)).toBe(outcome);
});
