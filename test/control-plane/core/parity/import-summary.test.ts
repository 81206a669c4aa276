import { expect, test } from "vitest";
import { importSummary, mostReportBytes } from "#core/parity/import-summary.ts";

const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const report = {
  system: "autosys",
  instance: "ACE",
  jobs: { input: 3, translated: 2, refused: 1 },
  types: [{ type: "cmd", input: 3, translated: 2 }],
  attributes: { exact: 9, equivalent: 1, inert: 2, refused: 1 },
  codes: [
    { code: "x", outcome: "refused", title: "T", help: null, lines: 1, jobs: 1, examples: ["A"] },
  ],
  decisions: [{ parameter: "timezone", question: "Which zone?", obtain: null, jobs: 3 }],
  risks: [{ kind: "never-starts", title: "R", help: "H", jobs: 1, examples: ["A"] }],
};

test("a report is kept as it is, without what nobody is shown", () => {
  const { obtain: _, ...decision } = report.decisions[0] as (typeof report.decisions)[number];
  expect(importSummary(bytes({ ...report, effort: [], waves: [] }))).toEqual({
    ...report,
    decisions: [decision],
  });
});

test("what is no report is none", () => {
  for (const other of [null, 7, [], {}, { system: "x" }, { ...report, jobs: null }])
    expect(importSummary(bytes(other))).toBe(null);
  expect(importSummary(new TextEncoder().encode("{"))).toBe(null);
  expect(importSummary(new Uint8Array(mostReportBytes + 1))).toBe(null);
});

test("what is long is cut, and what is of another type says nothing", () => {
  const long = "\0x".repeat(1_000);
  const found = importSummary(
    bytes({
      ...report,
      types: Array.from({ length: 100 }, () => ({ type: long, input: -1, translated: "2" })),
      codes: [{ examples: Array.from({ length: 100 }, () => long) }, 7],
      decisions: "none",
    }),
  );
  expect(found?.types).toHaveLength(60);
  expect(found?.types[0]).toEqual({ type: "\ufffdx".repeat(200), input: 0, translated: 0 });
  expect(found?.codes[0]?.examples).toHaveLength(5);
  expect(found?.codes[1]).toMatchObject({ code: "", jobs: 0, help: null });
  expect(found?.decisions).toEqual([]);
});
