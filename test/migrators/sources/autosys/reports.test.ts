import fc from "fast-check";
import { expect, test } from "vitest";
import {
  isGlobalsReport,
  isStatesReport,
  readGlobals,
  readStates,
} from "#migrators/sources/autosys/reports.ts";

const statesReport = `
Job Name                      Last Start           Last End             ST/Ex Run/Ntry Pri/Xit
_____________________________ ____________________ ____________________ _____ ________ _______

BOX_A                         01/31/2026 20:00:00  01/31/2026 20:05:00  SU    12/1     0
 MEMBER                       -----                -----                OI    0/0      0
  INNER                       01/31/2026 20:00:00  ----                 RU/3  12/1
HELD.JOB                      01/31/2026 20:00:00 (London) 01/31/2026 20:00:01 (London) OH 1/1 5
`;

test("AS-38 states that JIL lacks", () => {
  expect(isStatesReport(statesReport)).toBe(true);
  const { states, findings } = readStates("s", statesReport.replaceAll("\n", "\r\n"));
  expect(findings).toEqual([]);
  expect([...states]).toEqual([
    ...[
      ["BOX_A", "active"],
      ["MEMBER", "iced"],
      ["INNER", "active"],
      ["HELD.JOB", "held"],
    ],
  ]);
});

test("lines that are no row are found with their place", () => {
  const { states, findings } = readStates("s", "A  -----  ----- XX_YY 0/0\nTotal: 1\n");
  expect([...states]).toEqual([["A", "active"]]);
  expect(findings.map(({ code, place }) => `${place.line} ${code}`)).toEqual([
    ...["1 jil-report-line", "2 jil-report-line"],
  ]);
});

test("values of globals may have blanks, or be empty", () => {
  const text =
    "Global Name       Value           Last Changed\n_____ _____ _____\n" +
    "TODAY             20260131        01/31/2026 00:00:01\n" +
    "TEXT              a  b 1          01/31/2026 00:00:01\n" +
    "EMPTY                             01/31/2026 00:00:01\nnonsense\n";
  expect(isGlobalsReport(text)).toBe(true);
  const { globals, findings } = readGlobals("g", text);
  expect(globals).toEqual({ TODAY: "20260131", TEXT: "a  b 1", EMPTY: "" });
  expect(findings).toHaveLength(1);
});

test("any text is read in the end, long lines included", () => {
  const piece = fc.constantFrom("A", " ", "  ", "-----", "01/31/2026 10:00", "OI", "\n", "(", "/");
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      readStates("s", pieces.join(""));
      readGlobals("g", pieces.join(""));
    }),
  );
  const long = `A ${" ".repeat(100_000)}${"01/31/2026 ".repeat(10_000)}`;
  expect(readStates("s", long).findings).toHaveLength(1);
  expect(readGlobals("g", long).findings).toHaveLength(1);
});
