import { expect, test } from "vitest";
import { legacyFires } from "#migrators/simulate.ts";
import { autosysEstate } from "#migrators/sources/autosys/estate.ts";
import { autosysOptions } from "#test/support/autosys-estate.ts";

const input = (file: string, text: string) => ({ file, bytes: new TextEncoder().encode(text) });

test("reports go beside the JIL, in any order; refused files take no part", () => {
  const { jobs, variables, files, findings } = autosysEstate(
    [
      input("states", "Job Name  Last Start  Last End  ST\n___ ___\nA  -----  -----  OI  0/0\n"),
      input("globals", "Global Name  Value  Last Changed\nG  Y  01/31/2026 10:00:00\n"),
      input("jil", "insert_job: A\ncommand: x\n"),
      input("more", "update_job: A\npriority: 5\n"),
      input("broken", "/* "),
    ],
    autosysOptions,
  );
  expect(jobs).toMatchObject([{ state: { value: "iced" }, priority: { value: "5" } }]);
  expect(variables).toMatchObject([{ name: "G", value: { value: "Y" } }]);
  expect(files.map(({ refused }) => refused)).toEqual([false, false, false, false, true]);
  expect(findings.map(({ code }) => code)).toEqual(["jil-state-ice"]);
});

test("jobs that are refused for what they run still have their times, and those with a faulty schedule none", () => {
  const dated = "date_conditions: 1\ndays_of_week: mo\nstart_times: 10:00\n";
  const estate = autosysEstate(
    [
      input(
        "jil",
        `insert_job: A\njob_type: SQL\n${dated}insert_job: B\ncommand: x\n${dated}exclude_calendar: NONE\n`,
      ),
    ],
    autosysOptions,
  );
  const range = { from: "2026-01-05", to: "2026-01-12" };
  const fires = estate.jobs.map((job) => [...legacyFires.autosys(job, range, estate)]);
  expect(fires).toEqual([[{ date: "2026-01-05", at: Date.UTC(2026, 0, 5, 15) }], []]);
});

test("AS-17 JIL and reports as Windows writes them, without a mark: decoded, and the decision is told", () => {
  const wide = (file: string, text: string) => ({ file, bytes: Buffer.from(text, "utf16le") });
  const { jobs, files } = autosysEstate(
    [
      wide("jil", "insert_job: A\r\ncommand: x\r\n"),
      wide("states", "Job Name  Last Start  Last End  ST\n___ ___\nA  -----  -----  OI  0/0\n"),
    ],
    autosysOptions,
  );
  expect(jobs).toMatchObject([{ key: "A", state: { value: "iced" } }]);
  expect(files.map(({ encoding }) => encoding)).toEqual(["utf-16le", "utf-16le"]);
  expect(files[0]?.findings.map(({ code }) => code)).toEqual(["jil-lex-encoding"]);
});
