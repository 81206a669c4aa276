// What is known of parity, for packs of the audit: under each record that has the hash of some, all that is kept of it.

import type { ParityLine } from "#core/audit/check-parity.ts";
import type { AuditRecord } from "#core/audit/record.ts";
import type { DayVerdicts } from "#core/parity/days.ts";
import type { Db } from "#store/connect.ts";
import { recordedParity, recordedReport } from "#store/parity.sql.ts";

/** @param records Of acts of parity; one after the other is held. */
export async function* parityEvidence(
  db: Db,
  records: readonly Pick<AuditRecord, "id" | "act">[],
): AsyncGenerator<ParityLine> {
  for (const { id: record, act } of records) {
    if (act === "report parity")
      yield { type: "parity-report", record, files: await recordedReport(db, { record }) };
    else {
      const rows = (await recordedParity(db, { record })).map((row) => ({
        ...row,
        others: row.others as DayVerdicts["others"],
      }));
      yield { type: "parity", record, rows };
    }
  }
}
