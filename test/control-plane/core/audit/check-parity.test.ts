import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { checkParity } from "#core/audit/check-parity.ts";
import { reportFiles } from "#core/parity/report.ts";
import { parityText } from "#core/parity/row.ts";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const row = {
  ...{ id: 7, pipeline: "gl", task: "", date: "2026-11-20", revision: 1, matched: 2, others: [] },
};
const record = (detail: object) => ({ detail: JSON.stringify(detail) });
const kept = record({ rows: 2, sha256: sha256(parityText(row) + parityText(row)) });

test("verdicts are what the record has the hash of, whatever their pipeline is called now", () => {
  const of = (...rows: (typeof row)[]) =>
    checkParity({ type: "parity", record: "5", rows }, kept, sha256);
  expect(of(row, { ...row, pipeline: "renamed" })).toEqual({ wrong: [], unknown: [] });
  expect(of(row, { ...row, matched: 3 }).wrong).toEqual([
    "record 5: verdicts are not what was judged",
  ]);
  expect(of(row).unknown).toEqual([expect.stringContaining("1 of 2 verdicts")]);
  const line = { type: "parity", record: "5", rows: [] } as const;
  expect(checkParity(line, undefined, sha256).wrong).toHaveLength(1);
});

test("a report is what its sums say, and they are what the record has the hash of", () => {
  const report = { project: "shop", folder: "GL", date: "2026-11-20", from: "2026-11-01" };
  const files = reportFiles([{ ...report, jobs: [] }], sha256);
  const said = record({ sha256: sha256(files.at(-1)?.text ?? "") });
  const of = (all: typeof files, by = said) =>
    checkParity({ type: "parity-report", record: "6", files: all }, by, sha256);
  expect(of(files)).toEqual({ wrong: [], unknown: [] });
  expect(of(files.slice(1)).wrong).toEqual(["record 6: GL.json is missing"]);
  expect(of(files, record({ sha256: "0" })).wrong).toHaveLength(1);
  expect(of([]).unknown).toHaveLength(1);
});
