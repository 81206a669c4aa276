// The text of a report as findings.

import { readDbt } from "./dbt.ts";
import { readGreatExpectations } from "./great-expectations.ts";
import type { ReadReport, ReportFormat } from "./report.ts";
import { readSoda } from "./soda.ts";

const readers: Readonly<Record<ReportFormat, (report: unknown) => ReadReport>> = {
  dbt: readDbt,
  "great-expectations": readGreatExpectations,
  soda: readSoda,
};

/** @param text At most `maxReportBytes`. */
export function readReport(format: ReportFormat, text: string): ReadReport {
  let report: unknown;
  try {
    report = JSON.parse(text);
  } catch {
    return { problem: "is not JSON" };
  }
  return readers[format](report);
}
