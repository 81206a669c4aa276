import { expect, test } from "vitest";
import { readExplanations } from "#core/parity/read-explanations.ts";

const path = "migration/explanations/clocks.yaml";
const read = (text: string) => readExplanations([[path, text]]);
const head = "who: ada@example.com\nreason: clocks\nuntil: 2026-12-31\njobs: [gl-close]\n";
const found = (text: string) =>
  read(text).diagnostics.map(
    ({ code, line, column, message }) => `${line}:${column} ${code} ${message}`,
  );

test("all that a file may say is read", () => {
  const text = `${head}explains:
  verdicts: [differs]
  fields: [start]
  upTo: 1h
  dates: [2026-10-25, 2026-12-24/2026-12-26]
  weekdays: [sun]
waives: [runs]
`;
  expect(read(text)).toEqual({
    diagnostics: [],
    explanations: [
      {
        ...{ file: path, who: "ada@example.com", reason: "clocks", until: "2026-12-31" },
        jobs: ["gl-close"],
        explains: {
          ...{ verdicts: ["differs"], fields: ["start"], upToMs: 3_600_000, weekdays: ["sun"] },
          dates: [
            { from: "2026-10-25", to: "2026-10-25" },
            { from: "2026-12-24", to: "2026-12-26" },
          ],
        },
        waives: ["runs"],
      },
    ],
  });
});

test("what is wrong is said with its place, and the file explains nothing", () => {
  expect(found(head)).toEqual(["1:1 missing-property there is neither `explains` nor `waives`"]);
  expect(found(`${head.replace("12-31", "02-30")}waives: [runs]\n`)).toEqual([
    "3:8 explanation-invalid there is no day 2026-02-30",
  ]);
  expect(found(`${head}explains: {dates: [2026-12-24/2026-12-01]}\n`)).toEqual([
    "5:20 explanation-invalid 2026-12-01 is before 2026-12-24",
  ]);
  expect(found(`reason: x\nwaives: [all]\n`).map((text) => text.split(" ")[1])).toContain(
    "missing-property",
  );
  expect(read(`${head}waives: [everything]\n`).explanations).toEqual([]);
});

test("other files are left alone", () => {
  expect(readExplanations([["migration/waves/a.yaml", "{"]])).toEqual({
    ...{ explanations: [], diagnostics: [] },
  });
});
