import fc from "fast-check";
import { expect, test } from "vitest";
import { dateOf, dayOf } from "#core/calendar/date.ts";
import { decisive, type Reason } from "#migrators/explanation.ts";
import type { CronOptions } from "#migrators/sources/cron/dialect.ts";
import { explainCronDay } from "#migrators/sources/cron/explain.ts";
import { cronFires } from "#migrators/sources/cron/fires.ts";
import { cronEstate } from "#migrators/sources/cron/normalize.ts";
import { cronTables } from "#test/support/cron-tables.ts";
import { cronTexts } from "#test/support/cron-texts.ts";

const options: CronOptions = {
  ...{ dialect: "debian", timezone: "America/New_York", format: "user", user: null },
  instance: null,
};
const estateOf = (text: string, more: Partial<CronOptions> = {}) =>
  cronEstate([{ file: "t", text, encoding: "utf-8" }], { ...options, ...more });

function explain(line: string, date: string, more: Partial<CronOptions> = {}) {
  const [job] = estateOf(`${line}\n`, more).jobs;
  if (!job) throw new Error("no job");
  return explainCronDay(job, date);
}
const shown = ({ holds, text, from, parts }: Reason): unknown[] => [
  holds,
  text,
  ...from.map(({ name, value }) => `${name}=${value}`),
  ...parts.map(shown),
];

test("CRON-01, CRON-02: which day fields must match", () => {
  const or = explain("0 0 1,15 * 5 /opt/a", "2026-03-06");
  expect(or.ordered).toBe(true);
  expect(or.reasons.map(shown).slice(0, 2)).toEqual([
    [true, "month has 3", "month=*"],
    [
      ...[true, "neither day field begins with `*`, so either is enough"],
      ...["day-of-month=1,15", "day-of-week=5"],
      [false, "day-of-month lacks 6", "day-of-month=1,15"],
      [true, "day-of-week has Friday", "day-of-week=5"],
    ],
  ]);
  const and = explain("0 0 */2 * 1 /opt/a", "2026-03-06");
  expect(decisive(and).map(shown)).toEqual([
    [false, "day-of-month lacks 6", "day-of-month=*/2"],
    [false, "day-of-week lacks Friday", "day-of-week=1"],
  ]);
});

test("CRON-06, CRON-07: what a change of clocks does", () => {
  const fixed = explain("30 2 * * * /opt/a", "2026-03-08");
  expect(fixed.starts).toEqual([Date.parse("2026-03-08T07:00Z")]);
  expect(fixed.reasons.at(-1)?.text).toBe(
    "its times give 1 start: the clocks go from 02:00 to 03:00, and its times are fixed",
  );
  const wild = explain("*/30 2 * * * /opt/a", "2026-03-08");
  expect(wild.ordered).toBe(false);
  expect(decisive(wild).map(({ text }) => text)).toEqual([
    "its times give 0 starts: the clocks go from 02:00 to 03:00, and minute or hour begin with `*`",
  ]);
});

test("what never runs, what the daemon doesn't read, and what nobody can tell", () => {
  const text = (line: string, more: Partial<CronOptions> = {}) => {
    const found = explain(line, "2026-03-06", more);
    return [found.ordered, found.reasons[0]?.text];
  };
  expect(text("@reboot /opt/a")).toEqual([false, expect.stringContaining("with the machine")]);
  expect(text("0 22-4 * * * /opt/a")).toEqual([false, expect.any(String)]);
  expect(text("0/15 * * * * /opt/a")).toEqual([false, expect.stringContaining("bad minute")]);
  expect(text("0 5 * * * /opt/a", { timezone: null })).toEqual([null, expect.any(String)]);
});

test("timers, CronJobs and anacron say their text", () => {
  const files = {
    "a.timer": "[Timer]\nOnCalendar=Mon 06:00 UTC\nOnCalendar=Mon 18:00 UTC\n",
    "a.service": "[Service]\nExecStart=/opt/a\n",
    "b.yaml": "kind: CronJob\nmetadata: {name: b}\nspec: {schedule: '0 5 * * 1', timeZone: UTC}\n",
    anacrontab: "1 5 c /opt/c\n",
  };
  const inputs = Object.entries(files).map(([file, text]) => ({ file, text, encoding: "utf-8" }));
  const { jobs } = cronEstate(inputs, { ...options, timezone: "UTC", anacron: { start: "03:01" } });
  const said = (date: string) =>
    jobs.map((job) => {
      const { ordered, starts, reasons } = explainCronDay(job, date);
      return [job.name, ordered, starts.length, reasons[0]?.text];
    });
  expect(said("2026-03-09")).toEqual([
    ["b", true, 1, "0 5 * * 1 gives 1 start"],
    ["c", true, 1, "6 3 * * * gives 1 start"],
    ["a", true, 2, "Mon 06:00 UTC, Mon 18:00 UTC gives 2 starts"],
  ]);
  expect(said("2026-03-10").map(([, ordered]) => ordered)).toEqual([false, true, false]);
});

function agree(text: string, from: string, days: number, more: Partial<CronOptions>): number {
  const first = dayOf(from);
  let yes = 0;
  for (const job of estateOf(text, more).jobs) {
    const fires = [...cronFires(job, { from, to: dateOf(first + days) })];
    for (let day = first; day < first + days; day++) {
      const date = dateOf(day);
      const starts = fires.filter((fire) => fire.date === date).map(({ at }) => at);
      const found = explainCronDay(job, date);
      expect([job.key, date, found.ordered ?? false], text).toEqual([
        job.key,
        date,
        starts.length > 0,
      ]);
      expect(found.starts).toEqual(starts);
      if (found.ordered !== null) expect(decisive(found)).not.toEqual([]);
      if (starts.length > 0) yes++;
    }
  }
  return yes;
}

test("the explanation says what the evaluator does, around changes of clocks too", () => {
  const zones = [
    ...["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo"],
    ...["Asia/Beirut", "Pacific/Apia", "America/Havana"],
  ];
  const first = fc.constantFrom(
    ...["2026-03-07", "2026-03-28", "2026-10-24", "2018-11-03", "2011-12-28", "2026-06-01"],
  );
  const texts = cronTexts.filter(({ dialect }) => dialect === "debian" || dialect === "cronie");
  let yes = 0;
  fc.assert(
    fc.property(texts, fc.constantFrom(...zones), first, ({ text, dialect }, timezone, from) => {
      const more = {
        dialect: dialect === "debian" ? ("debian" as const) : ("cronie" as const),
        timezone,
      };
      yes += agree(`${text} /opt/a\n`, from, 4, more);
    }),
    { numRuns: 200 },
  );
  expect(yes).toBeGreaterThan(100);
});

test("and so it does of whole tables", () => {
  fc.assert(
    fc.property(cronTables, (text) => {
      agree(text, "2026-03-07", 2, {});
    }),
    { numRuns: 60 },
  );
});
