import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { JobOnDemand } from "#migrators/job-on-demand.ts";
import type { LegacyEstate } from "#migrators/legacy.ts";
import { normalizeAutosys } from "#migrators/sources/autosys/normalize.ts";
import { readAutosys, readText } from "#migrators/sources/autosys/read.ts";
import type { LegacyAttribute } from "#migrators/statement.ts";
import {
  autosysEstate,
  autosysOptions,
  simulateAutosys,
  whole,
} from "#test/support/autosys-estate.ts";
import { jilEstate } from "#test/support/jil-estates.ts";
import { plainJob } from "#test/support/plain-job.ts";

/** Objects are made anew when they are looked at; a place of a file is one attribute's. */
const placeOf = ({ place: { line, column } }: LegacyAttribute): string => `${line}:${column}`;

/** Places of all attributes that a value was made from, wherever in it they stand; what defines a job aside. */
function attributesIn(value: unknown, found = new Set<string>()): Set<string> {
  if (typeof value !== "object" || value === null) return found;
  if ("text" in value && "place" in value) found.add(placeOf(value as LegacyAttribute));
  else
    for (const [key, each] of Object.entries(value))
      if (key !== "statement" && key !== "also") attributesIn(each, found);
  return found;
}

/** Attributes that nothing in the model stands for; in refused jobs all are refused with the job. */
function forgotten({ jobs }: LegacyEstate): string[] {
  const translated = jobs.filter(({ refusals }) => refusals.length === 0);
  return translated.flatMap((job) => {
    const known = attributesIn(plainJob(job));
    return [job.statement, ...job.also].flatMap(({ attributes }) =>
      attributes
        .filter((each) => !known.has(placeOf(each)))
        .map(({ name, value }) => `${name}: ${value}`),
    );
  });
}

describe("every attribute of a job is in what is made of it", () => {
  test("of generated estates, which are valid", () => {
    fc.assert(
      fc.property(jilEstate, (text) => {
        const estate = autosysEstate(text);
        expect(forgotten(estate)).toEqual([]);
        const codes = new Set(
          estate.jobs.flatMap(({ refusals }) => refusals.map(({ code }) => code)),
        );
        // All that a valid estate may still be refused for: a member that waits for its own box can't be made here.
        expect([...codes]).toEqual([]);
        expect(estate.refused).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test("of attributes in any mixture, good and bad", () => {
    const line = fc.constantFrom(
      ...[
        "job_type: BOX",
        "job_type: SQL",
        "job_type: FT",
        "job_type: XX",
        "box_name: A",
        "machine: ",
      ],
      ...["fail_codes: x", "success_codes: 1", "start_times: 9", "start_mins: 5", "run_window: x"],
      ...["date_conditions: 1", "date_conditions: maybe", "days_of_week: all", "run_calendar: C"],
      ...[
        "timezone: Nowhere",
        "condition: s(A",
        "condition: s(B)",
        "box_success: s(A)",
        "foo: bar",
      ],
      ...[
        "auto_delete: 0",
        "auto_delete: -1",
        "chk_files: /tmp 5",
        "continuous: 0",
        "continuous: y",
      ],
      ...[
        "resources: X",
        "envvars: =",
        "status: SUCCESS",
        "status: LOST",
        "must_start_times: soon",
      ],
      ...["sap_job_name: x", "watch_file: f", "watch_no_change: 5", "blob_input: x", "stray words"],
      ...[
        "update_job: A",
        "rename_job: A B",
        "insert_job: B",
        "delete_job: B",
        "owner: u",
        "owner: v",
      ],
      ...[
        "send_notification: maybe",
        "notification_emailaddress: a",
        "n_retrys: 99",
        "interactive: y",
      ],
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const estate = autosysEstate(`insert_job: A\n${lines.join("\n")}`);
        expect(forgotten(estate)).toEqual([]);
        expect([...simulateAutosys(estate, "2026-03-01", "2026-03-03")]).toBeInstanceOf(Array);
      }),
      { numRuns: 500 },
    );
  });
});

test("bytes of an estate that were changed anywhere make an estate or a refusal", () => {
  const change = fc.tuple(
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.uint8Array({ maxLength: 4 }),
  );
  fc.assert(
    fc.property(jilEstate, fc.array(change, { maxLength: 5 }), (text, changes) => {
      const bytes = new TextEncoder().encode(text);
      for (const [where, put] of changes)
        bytes.set(put, Math.floor(where * Math.max(0, bytes.length - put.length)));
      const file = readAutosys("a.jil", bytes);
      const estate = whole(normalizeAutosys([file], autosysOptions));
      expect(forgotten(estate)).toEqual([]);
      expect([...simulateAutosys(estate, "2026-03-07", "2026-03-09")]).toBeInstanceOf(Array);
    }),
    { numRuns: 200 },
  );
});

test("a job that was updated says the same when it is worked out again", () => {
  const text = "insert_job: A\njob_type: CMD\ncommand: x\nupdate_job: A\nmachine: m\nn_retrys: 2\n";
  const [job] = normalizeAutosys([readText("a.jil", text)], autosysOptions).jobs;
  if (!(job instanceof JobOnDemand)) throw new Error("it is worked out at once");
  const first = plainJob(job);
  job.forget();
  expect(plainJob(job)).toEqual(first);
  expect(job.work).toMatchObject({ kind: "command" });
});

test("boxes nested without end are refused in linear time", () => {
  const boxes = Array.from(
    { length: 20_000 },
    (_, index) => `insert_job: B${index}\njob_type: b\nbox_name: B${index + 1}\ncondition: s(B0)\n`,
  );
  const { jobs } = autosysEstate(`${boxes.join("")}insert_job: B20000\njob_type: b\n`);
  expect(jobs).toHaveLength(20_001);
  expect(
    jobs.filter(({ refusals }) => refusals.some(({ code }) => code === "jil-box-cycle")),
  ).toHaveLength(20_000 - 200);
});

test("starts of generated estates are within the days that were asked for, and ascend", () => {
  fc.assert(
    fc.property(jilEstate, (text) => {
      const starts = [...simulateAutosys(autosysEstate(text), "2026-10-30", "2026-11-03")];
      const jobs = Map.groupBy(starts, ({ job }) => job);
      for (const own of jobs.values()) {
        const instants = own.map(({ at }) => at);
        expect(instants).toEqual([...new Set(instants)].sort((a, b) => a - b));
        for (const { date } of own) expect(date >= "2026-10-30" && date < "2026-11-03").toBe(true);
      }
    }),
    { numRuns: 200 },
  );
});

test("the same text makes the same estate", () => {
  fc.assert(
    fc.property(jilEstate, (text) => {
      const told = () => {
        const estate = autosysEstate(text);
        return JSON.stringify({ ...estate, jobs: estate.jobs.map(plainJob) });
      };
      expect(told()).toBe(told());
    }),
    { numRuns: 30 },
  );
});
