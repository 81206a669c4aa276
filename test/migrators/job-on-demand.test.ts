import { expect, test } from "vitest";
import type { LegacyEstate } from "#migrators/legacy.ts";
import { controlMEstate } from "#migrators/sources/control-m/normalize.ts";
import { autosysEstate } from "#test/support/autosys-estate.ts";
import { plainJob } from "#test/support/plain-job.ts";

const count = 150;
const numbers = [...Array(count).keys()];

const jil = (): LegacyEstate =>
  autosysEstate(
    `${numbers
      .map(
        (job) =>
          `insert_job: B${job}\njob_type: b\nowner: u\ndate_conditions: 1\ndays_of_week: mo\nstart_times: "02:00"\n` +
          `insert_job: J${job}\nbox_name: B${job}\ncommand: run $$G\nstd_out_file: o\ncondition: s(J${job + 1}, 01.00)\n`,
      )
      .join("")}update_job: J7\nn_retrys: 2\n`,
  );

const xml = (): LegacyEstate => {
  const jobs = numbers.map(
    (job) =>
      `<JOB JOBNAME="J${job}" TASKTYPE="Command" CMDLINE="x ${job}" RUN_AS="u" WEEKDAYS="1,2" DAYS_AND_OR="O" TIMEFROM="0100">` +
      `<INCOND NAME="E${job}" ODATE="ODAT" AND_OR="A"/><OUTCOND NAME="E${job + 1}" ODATE="STRANGE" SIGN="+"/></JOB>`,
  );
  const text = `<DEFTABLE>${jobs.map((job, at) => `<FOLDER FOLDER_NAME="F${at}">${job}</FOLDER>`).join("")}</DEFTABLE>`;
  const site = { newDay: "07:00", timezone: "UTC", weekStart: "monday" as const };
  const inputs = [{ file: "a.xml", bytes: new TextEncoder().encode(text) }];
  return controlMEstate(inputs, { ...site, calendars: new Map() });
};

test.each([
  ["AutoSys", jil],
  ["Control-M", xml],
])(
  "a job of %s that was forgotten says the same again, and nothing of it is told twice",
  (_, make) => {
    const estate = make();
    const before = estate.findings.length;
    expect(before).toBeGreaterThanOrEqual(count);
    const looked = () => estate.jobs.map((job) => JSON.stringify(shown(plainJob(job))));
    const first = looked();
    expect(first).toHaveLength(2 * count);
    expect(looked()).toEqual(first);
    expect(estate.jobs.toReversed().map((job) => JSON.stringify(shown(plainJob(job))))).toEqual(
      first.toReversed(),
    );
    expect(estate.findings).toHaveLength(before);
  },
);

/** With attributes as what stands there. */
function shown(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shown);
  if (typeof value !== "object" || value === null) return value;
  if ("text" in value && "place" in value) return { text: value.text, place: value.place };
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shown(each)]));
}
