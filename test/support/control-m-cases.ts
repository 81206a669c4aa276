// Cases of Control-M's days and times, by the numbers of the reference: what a job says in a folder that is ordered at New Day,
// and when it starts.

import { dayOf } from "#core/calendar/date.ts";
import { calendarOf } from "#migrators/sources/control-m/calendars.ts";
import type { Site } from "#migrators/sources/control-m/site.ts";

/** Monday to Friday of 2026, without 1 January and 6 April. */
const work = Array.from({ length: 365 }, (_, index) => dayOf("2026-01-01") + index).filter(
  (day) => ![0, 6].includes(new Date(day * 86_400_000).getUTCDay()),
);
const holidays = ["2026-01-01", "2026-04-06"].map(dayOf);
const periods = new Map(
  work.map((day) => [day, new Date(day * 86_400_000).getUTCMonth() % 2 ? "B" : "A"] as const),
);
export const site: Site = {
  ...{ newDay: "05:00", timezone: "UTC", weekStart: "monday", dateStandard: "mmdd" },
  zones: { EST: "America/New_York" },
  userDailies: { EVENING: "20:00" },
  calendars: new Map([
    [
      "WORK",
      calendarOf(
        "WORK",
        work.filter((day) => !holidays.includes(day)),
      ),
    ],
    ["HOL", calendarOf("HOL", holidays)],
    ["PER", calendarOf("PER", work, { periods })],
  ]),
};

/** Days of a month. */
export const dayCases: [
  name: string,
  month: string,
  job: string,
  days: number[],
  site?: Partial<Site>,
][] = [
  ["CM-01 first Monday", "2026-03", 'DAYS="1,2,3,4,5,6,7" WEEKDAYS="1" DAYS_AND_OR="A"', [2]],
  [
    "CM-02 month-end working days",
    "2026-03",
    'DAYS="28,29,30,31" WEEKDAYS="1,2,3,4,5" DAYS_AND_OR="A"',
    [30, 31],
  ],
  ["CM-03 union", "2026-02", 'DAYS="1,28" WEEKDAYS="1" DAYS_AND_OR="O"', [1, 2, 9, 16, 23, 28]],
  [
    "CM-04 Monday-start",
    "2026-02",
    'DAYS="1,2,3,4,5,6,7" WEEKDAYS="0,1,2,3,4" DAYS_AND_OR="A"',
    [1, 2, 3, 4, 5],
  ],
  [
    "CM-04 Sunday-start",
    "2026-02",
    'DAYS="1,2,3,4,5,6,7" WEEKDAYS="0,1,2,3,4" DAYS_AND_OR="A"',
    [1, 2, 3, 4, 7],
    { weekStart: "sunday" },
  ],
  ["CM-04 without it", "2026-02", 'WEEKDAYS="0,1"', [], { weekStart: undefined }],
  ["CM-06 no days", "2026-02", 'DAYS=""', []],
  ["CM-07 a weekday's name in DAYS", "2026-02", 'DAYS="SA"', []],
  ["CM-08 D1W1", "2026-02", 'WEEKDAYS="D1W1"', [2]],
  ["DMONW2", "2026-02", 'WEEKDAYS="DMONW2"', [9], { weekStart: undefined }],
  ["CM-09 L1", "2026-02", 'DAYS="L1"', [28]],
  ["L2 of working days", "2026-02", 'DAYS="L2" DAYSCAL="WORK"', [26]],
  ["CM-11 >15", "2026-02", 'DAYS=">15" DAYSCAL="WORK"', [16]],
  ["<15", "2026-02", 'DAYS="&lt;15" DAYSCAL="WORK"', [13]],
  [">31 crosses the month's end", "2026-02", 'DAYS=">31" DAYSCAL="WORK"', [2]],
  ["CM-12 periods ignore months", "2026-02", 'DAYS="D1PB" DAYSCAL="PER" JAN="0" FEB="0"', [2]],
  ["a month that is off", "2026-02", 'DAYS="ALL" FEB="0"', []],
  ["CM-13 only if in the calendar", "2026-02", 'DAYS="1,16" DAYSCAL="WORK"', [16]],
  ["D3", "2026-04", 'DAYS="D3" DAYSCAL="WORK"', [3]],
  ["D4 passes a holiday", "2026-04", 'DAYS="D4" DAYSCAL="WORK"', [7]],
  [
    "+n",
    "2026-02",
    'DAYS="+1" DAYSCAL="PER" FEB="1"',
    [1, 2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 16, 17, 18, 19, 20, 23, 24, 25, 26, 27],
  ],
  [
    "a negative form beats both sides",
    "2026-02",
    'DAYS="2,3" WEEKDAYS="-1,2" WEEKSCAL="WORK" DAYS_AND_OR="A"',
    [3],
  ],
  [
    "CM-14 previous, then one more back",
    "2026-04",
    'DAYS="6" CONFCAL="WORK" SHIFT="Prev Day" SHIFTNUM="-01"',
    [2],
  ],
  ["SHIFTNUM moves a confirmed day too", "2026-04", 'DAYS="7" CONFCAL="WORK" SHIFTNUM="+01"', [8]],
  ["Next Day", "2026-04", 'DAYS="4" CONFCAL="WORK" SHIFT="Next Day"', [7]],
  ["No Confcal", "2026-04", 'DAYS="4" CONFCAL="WORK" SHIFT="No Confcal"', [4]],
  ["Ignore Job", "2026-04", 'DAYS="4" CONFCAL="WORK"', []],
  ["CM-15 SHIFT without CONFCAL", "2026-04", 'DAYS="4" SHIFT="Ignore Job"', [4]],
  ["CM-16 mmdd", "2026-03", 'DATE="0305"', [5]],
  ["CM-16 ddmm", "2026-05", 'DATE="0305"', [3], { dateStandard: "ddmm" }],
  ["CM-16 unknown", "2026-03", 'DATE="0305"', [], { dateStandard: undefined }],
  ["DATE replaces all", "2026-03", 'DATE="0305" DAYS="ALL" MAR="0"', [5]],
  ["DAYSCAL=* is CONFCAL's", "2026-04", 'DAYS="D4" DAYSCAL="*" CONFCAL="WORK"', [7]],
  ["active from", "2026-02", 'DAYS="ALL" ACTIVE_FROM="20260226"', [26, 27, 28]],
  [
    "from later than till",
    "2026-02",
    'DAYS="ALL" ACTIVE_FROM="20260227" ACTIVE_TILL="20260202"',
    [1, 2, 27, 28],
  ],
  ["a calendar nobody gave", "2026-02", 'DAYS="D1" DAYSCAL="GONE"', []],
];

/** Instants of a job on 5 March 2026. */
export const timeCases: [name: string, job: string, instants: string[], site?: Partial<Site>][] = [
  ["from New Day", "", ["2026-03-05T05:00:00Z"]],
  [
    "CM-19 before New Day is the next calendar day",
    'TIMEFROM="0600"',
    ["2026-03-06T06:00:00Z"],
    { newDay: "07:00" },
  ],
  [
    "CM-20 overnight",
    'TIMEFROM="2200" TIMETO="0600"',
    ["2026-03-05T22:00:00Z"],
    { newDay: "12:00" },
  ],
  ["CM-21 past New Day", 'TIMEFROM="2200" TIMETO=">"', ["2026-03-05T22:00:00Z"]],
  ["CM-22 23:00", 'TIMEFROM="22:00" TIMETO="23:00"', ["2026-03-05T22:00:00Z"]],
  ["CM-24 a zone's code", 'TIMEZONE="EST" TIMEFROM="1730"', ["2026-03-05T22:30:00Z"]],
  ["CM-24 unknown", 'TIMEZONE="XYZ" TIMEFROM="1730"', []],
  ["no New Day", "", [], { newDay: undefined }],
  ["a bad time", 'TIMEFROM="2561"', []],
  ["CM-27 not cyclic", 'CYCLIC="0" INTERVAL="00001M"', ["2026-03-05T05:00:00Z"]],
  [
    "CM-28 from its own end: the first alone",
    'CYCLIC="1" IND_CYCLIC="E" INTERVAL="00020M"',
    ["2026-03-05T05:00:00Z"],
  ],
  [
    "CM-30 no effect",
    'CYCLIC_TYPE="V" CYCLIC="0" CYCLIC_INTERVAL_SEQUENCE="+1M"',
    ["2026-03-05T05:00:00Z"],
  ],
  [
    "CM-33 at most so many",
    'CYCLIC="1" MAXRERUN="2" INTERVAL="1H"',
    ["2026-03-05T05:00:00Z", "2026-03-05T06:00:00Z"],
  ],
  ["CM-32 no cycle, no retry", 'MAXRERUN="5"', ["2026-03-05T05:00:00Z"]],
  [
    "until TIMETO",
    'CYCLIC="1" INTERVAL="00030M" TIMEFROM="0800" TIMETO="0900"',
    ["2026-03-05T08:00:00Z", "2026-03-05T08:30:00Z", "2026-03-05T09:00:00Z"],
  ],
  [
    "a sequence",
    'CYCLIC="1" CYCLIC_TYPE="V" CYCLIC_INTERVAL_SEQUENCE="+30M,+4H"',
    ["2026-03-05T05:00:00Z", "2026-03-05T05:30:00Z", "2026-03-05T09:30:00Z"],
  ],
];
