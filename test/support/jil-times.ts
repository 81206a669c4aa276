// JIL that says all that there is of dates and times, most of them where clocks change.

import fc from "fast-check";

const pick = fc.constantFrom;
const two = (part: number) => `${part}`.padStart(2, "0");
const clock = (from: number, to: number) =>
  fc
    .integer({ min: from, max: to })
    .map((minute) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`);
const time = fc.oneof(clock(0, 1439), clock(30, 210), pick("01:30", "02:00", "02:30", "03:00"));
const listOf = (part: fc.Arbitrary<string>) =>
  fc.uniqueArray(part, { minLength: 1, maxLength: 3 }).map((parts) => `"${parts.join(",")}"`);

const days = fc.oneof(
  pick("days_of_week: all", "days_of_week: su", "days_of_week: mo,fr,sa"),
  pick("run_calendar: PAYDAYS", "run_calendar: MONTH_END", "run_calendar: RULE"),
);
const starts = fc.oneof(
  listOf(time).map((times) => `start_times: ${times}`),
  listOf(fc.nat(59).map(String)).map((minutes) => `start_mins: ${minutes}`),
  pick("start_mins: 0,15,30,45", "start_mins: 5,35"),
);
const maybe = (line: fc.Arbitrary<string>) => fc.oneof({ weight: 2, arbitrary: pick("") }, line);

const dated = fc
  .tuple(
    ...[days, starts],
    maybe(pick("exclude_calendar: HOLIDAYS", "exclude_calendar: RULE")),
    maybe(
      pick(
        "timezone: Europe/Zurich",
        "timezone: US/Pacific",
        "timezone: GMT+5",
        "timezone: IST-5\\:30",
      ),
    ),
    maybe(fc.tuple(time, time).map((ends) => `run_window: "${ends.join("-")}"`)),
  )
  .map((lines) => ["date_conditions: 1", ...lines].filter((line) => line !== ""));

const block = (name: string, type: string, box: string | null, lines: readonly string[]) =>
  [`insert_job: ${name}  job_type: ${type}`, ...(box ? [`box_name: ${box}`] : []), ...lines].join(
    "\n",
  );

const job = (name: string, box: string | null) =>
  maybe(dated.map((lines) => lines.join("\n"))).map((lines) =>
    block(name, "CMD", box, ["machine: host1", "command: /bin/true", lines]),
  );

const calendars =
  "calendar: HOLIDAYS\n01/01/2026\n12/25/2026\n01/01/2027\n12/25/2027\n\n" +
  "calendar: PAYDAYS\n01/15/2026\n03/08/2026\n11/01/2026\n01/14/2028\n\n" +
  "extended_calendar: MONTH_END\nworkday: mo,tu,we,th,fr\nholcal: HOLIDAYS\ncondition: EOMWORK\n\n";

const action = pick("", "O", "S", "W", "P");
const keyword = pick(
  ...["DAILY", "WEEKDAYS", "WORKDAYS", "FOM", "EOM", "FOMWORK", "WORKD#2", "WORKDM03", "MNTHD#15"],
  ...["MNTHDM02", "MON#1", "FRIM1", "THU", "NOT FOM"],
);
const rule = fc
  .tuple(
    action,
    action,
    pick("", "HOLIDAYS"),
    pick("0", "1", "-2"),
    keyword,
    keyword,
    pick("", "&", "|"),
  )
  .map(
    ([holiday, off, holcal, adjust, one, other, operator]) =>
      `extended_calendar: RULE\nworkday: mo,tu,we,th\nnon_workday: ${off}\nholiday: ${holiday}\nholcal: ${holcal}\n` +
      `adjust: ${adjust}\ncondition: ${operator === "" ? one : `(${one}) ${operator} ${other}`}\n`,
  );

/** A job alone, a box with members, a box in a box. */
export const timedJil: fc.Arbitrary<string> = fc
  .tuple(
    rule,
    job("J1", null),
    maybe(dated.map((lines) => lines.join("\n"))).map((lines) => block("B1", "BOX", null, [lines])),
    ...[job("M1", "B1"), job("M2", "B1")],
    maybe(dated.map((lines) => lines.join("\n"))).map((lines) => block("B2", "BOX", "B1", [lines])),
    job("N1", "B2"),
  )
  .map((blocks) => [calendars, ...blocks].join("\n\n"));
