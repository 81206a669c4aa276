// Whether verdicts and reports of parity in a pack are what the audit has the hashes of.

import { type ReportFile, sumsName, wrongFiles } from "../parity/report.ts";
import { type ParityRow, parityText } from "../parity/row.ts";
import type { AuditRecord } from "./record.ts";

/** What a record of the audit has the hash of; without rows and files that are kept no more. */
export type ParityLine =
  | { type: "parity"; record: string; rows: readonly (ParityRow & { pipeline: string })[] }
  | { type: "parity-report"; record: string; files: readonly ReportFile[] };

export interface ParityProof {
  /** A sentence each. */
  wrong: string[];
  unknown: string[];
}

/** @param record Which the line names; absent: the pack has none. */
export function checkParity(
  line: ParityLine,
  record: Pick<AuditRecord, "detail"> | undefined,
  sha256: (text: string) => string,
): ParityProof {
  const none = { wrong: [], unknown: [] };
  if (record === undefined)
    return {
      ...none,
      wrong: [`verdicts name the record ${line.record}, which is not in the pack`],
    };
  const said = JSON.parse(record.detail) as { rows?: number; sha256?: string };
  if (line.type === "parity") {
    if (line.rows.length < (said.rows ?? 0))
      return {
        ...none,
        unknown: [
          `record ${line.record}: ${line.rows.length} of ${said.rows} verdicts are there; the others are kept no more, or may not be seen`,
        ],
      };
    const hash = sha256(line.rows.map(parityText).join(""));
    return hash === said.sha256
      ? none
      : { ...none, wrong: [`record ${line.record}: verdicts are not what was judged`] };
  }
  const texts = new Map(line.files.map(({ name, text }) => [name, text]));
  const sums = texts.get(sumsName);
  if (sums === undefined)
    return { ...none, unknown: [`record ${line.record}: the pack has nothing of its report`] };
  const wrong = wrongFiles(sums, (name) => texts.get(name) ?? null, sha256);
  if (sha256(sums) !== said.sha256) wrong.push(`${sumsName} is not what was reported`);
  return { ...none, wrong: wrong.map((message) => `record ${line.record}: ${message}`) };
}
