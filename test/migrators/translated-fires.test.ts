// Jobs as Control-M and AutoSys would start them, beside what they were translated to: the same over 25 months, or refused.

import fc from "fast-check";
import { expect, test } from "vitest";
import { compareFires } from "#migrators/compare.ts";
import type { LegacyEstate, LegacyJob } from "#migrators/legacy.ts";
import { legacyFires } from "#migrators/simulate.ts";
import type { Site } from "#migrators/sources/control-m/site.ts";
import type { LegacyAttribute, Statement } from "#migrators/statement.ts";
import { toldDifference } from "#migrators/told-differences.ts";
import type { Translation } from "#migrators/translate/translate.ts";
import { TranslatedFires } from "#migrators/translated-fires.ts";
import { autosysEstate } from "#test/support/autosys-estate.ts";
import { dayCases, site, timeCases } from "#test/support/control-m-cases.ts";
import { xmlEstate } from "#test/support/control-m-estate.ts";
import { workSite } from "#test/support/control-m-site.ts";
import { timedFolders } from "#test/support/control-m-times.ts";
import { jilEstate } from "#test/support/jil-estates.ts";
import { timedJil } from "#test/support/jil-times.ts";
import { controlM, faultsOf, scheduled } from "#test/support/scheduled.ts";

const span = { from: "2026-01-01", to: "2028-02-01" };

/** Windows move starts into the span: calendars that are rules have days around it, as an import gives them. */
const margins = { from: "2025-11-01", to: "2028-04-01" };

/** Attributes of days and times. */
const timed =
  /^(?:DAYS|WEEKDAYS|DAYS_AND_OR|DAYSCAL|WEEKSCAL|CONFCAL|SHIFT|SHIFTNUM|DATE|ACTIVE_\w+|[A-Z]{3}|TIME\w+|\w+_DAYSOFFSET|CYCLIC\w*|INTERVAL|IND_CYCLIC|MAX(?:WAIT|RERUN)|RETRO|FOLDER_ORDER_METHOD|date_conditions|days_of_week|start_\w+|run_\w+|exclude_calendar|timezone)$/;

/** Those of jobs that are not refused for which nothing accounts. */
function forgotten(
  { estate, accounts, pipelines }: Translation,
  isRefused: (job: LegacyJob) => boolean,
) {
  const placed = new Set(
    pipelines.flatMap(({ job, tasks }) => [
      job,
      ...tasks.flatMap((task) => [...task.groups, task.job]),
    ]),
  );
  const statements = new Set(estate.jobs.map(({ statement }) => statement));
  const attributesOf = ({ attributes, children }: Statement): LegacyAttribute[] => [
    ...attributes,
    ...children.filter((child) => !statements.has(child)).flatMap(attributesOf),
  ];
  return estate.jobs
    .filter((job) => placed.has(job) && !isRefused(job))
    .flatMap((job) => attributesOf(job.statement).map((attribute) => ({ job, attribute })))
    .filter(({ attribute }) => timed.test(attribute.name) && !accounts.of(attribute))
    .map(({ job, attribute: { name, value } }) => `${job.key} ${name}=${value}`);
}

function differences(estate: LegacyEstate) {
  const translation = scheduled(estate);
  expect(faultsOf(translation)).toEqual([]);
  const ours = new TranslatedFires(translation, span);
  const byKey = new Map(estate.jobs.map((job) => [job.key, job]));
  const isRefused = (job: LegacyJob | undefined): boolean =>
    job !== undefined && (job.refusals.length > 0 || isRefused(byKey.get(job.parent ?? "")));
  expect(forgotten(translation, isRefused)).toEqual([]);
  return estate.jobs.flatMap((job) => {
    if (isRefused(job)) return [];
    const legacy = legacyFires[estate.system](job, span, estate);
    const translated = ours.of(job);
    if (translated === null) return [];
    const told = toldDifference(estate, job);
    const differs = [...compareFires(legacy, translated)].filter(
      ({ side, at }) => side !== "both" && told(at) === null,
    );
    return differs
      .slice(0, 2)
      .map(({ at, side, date }) => `${job.key} ${side} ${date} ${new Date(at).toISOString()}`);
  });
}

test("any export of Control-M", { timeout: 300_000 }, () => {
  fc.assert(
    fc.property(xmlEstate(), (text) => {
      const inner = text.slice(text.indexOf("<DEFTABLE>") + 10, text.lastIndexOf("</DEFTABLE>"));
      expect(differences(controlM(inner, workSite))).toEqual([]);
    }),
    {
      numRuns: 30,
      interruptAfterTimeLimit: 60_000,
    },
  );
});
test("any days and times of Control-M", { timeout: 300_000 }, () => {
  fc.assert(
    fc.property(timedFolders(), (text) => {
      expect(differences(controlM(text, workSite))).toEqual([]);
    }),
    {
      numRuns: 30,
      interruptAfterTimeLimit: 60_000,
    },
  );
});
test("any JIL", { timeout: 300_000 }, () => {
  fc.assert(
    fc.property(jilEstate, (text) => {
      expect(differences(autosysEstate(text, margins))).toEqual([]);
    }),
    {
      numRuns: 30,
      interruptAfterTimeLimit: 60_000,
    },
  );
});
test("a calendar of days that are left out leaves none out when it has ended", () => {
  const text = [
    ...["calendar: HOLIDAYS", "01/01/2026", "12/25/2027", ""],
    ...["extended_calendar: RULE", "workday: mo,tu,we,th", "holcal: ", "condition: MON#1", ""],
    ...["insert_job: J1  job_type: CMD", "machine: host1", "command: /bin/true"],
    ...[
      "date_conditions: 1",
      "run_calendar: RULE",
      'start_mins: "0"',
      "exclude_calendar: HOLIDAYS",
    ],
  ].join("\n");
  const estate = autosysEstate(`${text}\n`, margins);
  const [job] = estate.jobs as [LegacyJob];
  expect([...legacyFires.autosys(job, span, estate)].at(-1)?.date).toBe("2028-01-03");
  expect(differences(estate)).toEqual([]);
});

test("any dates and times of AutoSys", { timeout: 300_000 }, () => {
  fc.assert(
    fc.property(timedJil, fc.constantFrom(undefined, "kept", "lost"), (text, memberTimes) => {
      expect(differences(autosysEstate(text, { ...margins, memberTimes }))).toEqual([]);
    }),
    {
      numRuns: 30,
      interruptAfterTimeLimit: 60_000,
    },
  );
});

const folderOf = (jobs: string) =>
  `<FOLDER FOLDER_NAME="F" FOLDER_ORDER_METHOD="SYSTEM">${jobs}</FOLDER>`;
const inFolder = (job: string) => folderOf(`<JOB JOBNAME="J" ${job}/>`);

/** The job J of an export, in the range of its site's calendars. */
function startsOfBoth(text: string, site: Site) {
  const estate = controlM(text, site);
  const translation = scheduled(estate);
  expect(faultsOf(translation)).toEqual([]);
  const range = { from: "2026-01-01", to: "2026-12-01" };
  const found = estate.jobs.find(({ key }) => key === "F/J") as LegacyJob;
  const legacy = [...legacyFires["control-m"](found, range, estate)].map(({ at, date }) => ({
    ...{ at, date },
  }));
  const ours = [...(new TranslatedFires(translation, range).of(found) ?? [])];
  return { legacy, ours, refusal: found.refusals[0]?.code };
}

test.each(dayCases)("%s: both sides", (_, __, job, ___, more) => {
  const { legacy, ours, refusal } = startsOfBoth(inFolder(job), { ...site, ...more });
  if (refusal === undefined) expect(ours).toEqual(legacy);
  else expect(ours).toEqual([]);
});

test.each(timeCases)("%s: both sides", (_, job, __, more) => {
  const { legacy, ours, refusal } = startsOfBoth(inFolder(`DAYS="5" ${job}`), { ...site, ...more });
  expect(refusal?.startsWith("control-m-times") ?? false).toBe(false);
  if (refusal === undefined) expect(ours).toEqual(legacy);
});

test("periods that a calendar has none of are no day, and not each day: the job is refused", () => {
  const { legacy, ours, refusal } = startsOfBoth(inFolder('DAYS="D1PA" DAYSCAL="HOL"'), workSite);
  expect({ legacy, ours, refusal }).toEqual({
    ...{ legacy: [], ours: [], refusal: "control-m-days-unsayable" },
  });
});

test("a member whose window opens when its box may start again: both sides", () => {
  const member =
    "insert_job: M  job_type: CMD\nbox_name: B\nmachine: m\ncommand: x\ndate_conditions: 1\n" +
    "days_of_week: all\nstart_times: 12:01\nrun_window: 00:00-00:01\n";
  expect(differences(autosysEstate(`insert_job: B  job_type: BOX\n\n${member}`))).toEqual([]);
});

test("a tick as near to the close as to the next opening of its window: both sides", () => {
  const text =
    "insert_job: J  job_type: CMD\nmachine: m\ncommand: x\ndate_conditions: 1\ndays_of_week: all\n" +
    "start_mins: 5\nrun_window: 00:07-00:03\n";
  expect(differences(autosysEstate(text))).toEqual([]);
});

test("a cycle in a window of no length: both sides", () => {
  const job = 'DAYS="ALL" TIMEFROM="2200" TIMETO="2200" CYCLIC="1" INTERVAL="00030M"';
  const smart = `<SMART_FOLDER FOLDER_NAME="F" FOLDER_ORDER_METHOD="SYSTEM" DAYS="ALL" TIMETO="2200"><JOB JOBNAME="J" ${job.replace(' TIMETO="2200"', "")}/></SMART_FOLDER>`;
  const { legacy, ours, refusal } = startsOfBoth(smart, workSite);
  expect(refusal).toBeUndefined();
  expect(ours).toEqual(legacy);
});

test("MAXWAIT keeps a job until the folder around it opens: both sides", () => {
  const smart =
    '<SMART_FOLDER FOLDER_NAME="F" FOLDER_ORDER_METHOD="SYSTEM" TIMEFROM="0000" FROM_DAYSOFFSET="2">' +
    '<RULE_BASED_CALENDAR NAME="R" DATE="0305"/><JOB JOBNAME="J" MAXWAIT="3"><RULE_BASED_CALENDARS NAME="*"/></JOB></SMART_FOLDER>';
  const { legacy, ours } = startsOfBoth(smart, workSite);
  expect(legacy).toHaveLength(1);
  expect(ours).toEqual(legacy);
});

const deadDay = 'WEEKDAYS="DMONW2" CONFCAL="HOL"';
const orHoliday = `<JOB JOBNAME="J" ${deadDay}><RULE_BASED_CALENDARS NAME="HOL"/></JOB>`;

// HOL has no second Monday of a month: a trigger for that alternative would never fire, and no spec may have such.
test.each([
  ["all jobs may also run on a day that never comes", folderOf(orHoliday), ["01-01", "04-06"]],
  [
    "a job beside others may also run on a day that never comes",
    folderOf(`${orHoliday}<JOB JOBNAME="K" DAYS="ALL"/>`),
    ["01-01", "04-06"],
  ],
  [
    "one list of days has some that never come",
    inFolder('DAYS="1" WEEKDAYS="DMONW2" DAYS_AND_OR="O" CONFCAL="HOL"'),
    ["01-01"],
  ],
  [
    "a smart folder may also run on a day that never comes",
    `<SMART_FOLDER FOLDER_NAME="F" FOLDER_ORDER_METHOD="SYSTEM">
      <RULE_BASED_CALENDAR NAME="R" ${deadDay}/><RULE_BASED_CALENDAR NAME="Q" DATE="0301"/>
      <JOB JOBNAME="J"><RULE_BASED_CALENDARS NAME="*"/></JOB></SMART_FOLDER>`,
    ["03-01"],
  ],
])("%s: both sides", (_, text, dates) => {
  const { legacy, ours, refusal } = startsOfBoth(text, workSite);
  expect(legacy.map(({ date }) => date)).toEqual(dates.map((date) => `2026-${date}`));
  expect({ ours, refusal }).toEqual({ ours: legacy, refusal: undefined });
});

test("no day of a job ever comes: it is refused", () => {
  const { legacy, ours, refusal } = startsOfBoth(inFolder(deadDay), workSite);
  expect({ legacy, ours, refusal }).toEqual({
    ...{ legacy: [], ours: [], refusal: "control-m-days-unsayable" },
  });
});
