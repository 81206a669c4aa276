// Descriptions of schedules read back: from the words alone to the local times at which they say that something is due.

import { months, type Weekday, weekdays } from "#core/calendar/calendar.ts";
import { dateOf } from "#core/calendar/date.ts";
import { parseDuration } from "#core/duration.ts";
import { isNamed } from "./naive-schedules.ts";

export interface Said {
  zone: string;
  /** Local times as if they were UTC, in milliseconds, of what is due from one day number to another. */
  due(first: number, end: number): number[];
}

type Test = (day: number) => boolean;

const dayNames = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const monthNames = [
  ...["January", "February", "March", "April", "May", "June", "July", "August", "September"],
  ...["October", "November", "December"],
];

/** @param inCalendar Whether a day is in a calendar, by its name. @throws Error for words that it doesn't know. */
export function readBack(text: string, inCalendar: (name: string, day: number) => boolean): Said {
  const [head = "", ...clauses] = text.split("; ");
  const [, said = "", zone = ""] = /^(.*), ([^,]+?)(?: time)?$/.exec(head) ?? [];
  const { offsets, isNight, rest } = readTimes(said);
  const day = readDays(rest, inCalendar);
  const moves = readClauses(clauses);
  // Where the days said are dates, new day moves them along; where they are the clock's, only the calendar's.
  const datesOf = (back: number): Test => {
    const isSaid: Test = (date) => day.isSaid(moves.isOfClock ? date + back : date);
    const isDue = movedBy(isSaid, day.isOpen, day.isCounted ? { ...moves, roll: "skip" } : moves);
    const known = new Map<number, boolean>();
    return (date) => known.getOrInsertComputed(date, () => isDue(date));
  };
  const tests = [0, 1, 2].map(datesOf);
  return {
    zone,
    due(first, end) {
      const found = new Set<number>();
      for (let date = first - 3; date < end; date++)
        for (const offset of offsets) {
          const begins = isNight ? (offsets[0] ?? 0) : offset;
          const early = begins < moves.newDay ? 1 : 0;
          const wall = (date + early) * 86_400 + offset + moves.later;
          if (wall < first * 86_400 || wall >= end * 86_400) continue;
          if (tests[early]?.(date)) found.add(wall * 1000);
        }
      return [...found].sort((a, b) => a - b);
    },
  };
}

const items = (list: string): string[] => list.split(/, | and | or /);

/** `a to b` is all from a to b. */
const spans = (list: string, numberIn: (item: string) => number): number[] =>
  items(list).flatMap((item) => {
    const [low = "", high = low] = item.split(" to ");
    const [first, last] = [numberIn(low), numberIn(high)];
    const step = first <= last ? 1 : -1;
    return Array.from({ length: Math.abs(last - first) + 1 }, (_, n) => first + n * step);
  });

const clock = (text: string): number => {
  const [hour, minute, second = 0] = text.split(":").map(Number);
  if (hour === undefined || minute === undefined || Number.isNaN(hour + minute + second))
    throw new Error(`no time: ${text}`);
  return hour * 3600 + minute * 60 + second;
};

const T = "\\d\\d:\\d\\d(?::\\d\\d)?";
const everyForm = new RegExp(
  `^every (?:(\\d+) )?(hour|minute|second)s?(?: from (${T}) to (${T})( the day after)?)?`,
);
const fieldsForm =
  /^at (?:seconds? ([\d, a-z]+?) of )?(?:minutes? ([\d, a-z]+?)|every minute) of (?:hours? (\d+(?:(?:, | and | to )\d+)*)|every hour)/;
const listForm = new RegExp(`^at (${T}(?:(?:, | and )${T})*)`);

/** Seconds after midnight of a day; `isNight`: they go on after the next. */
function readTimes(said: string): { offsets: number[]; isNight: boolean; rest: string } {
  const every = everyForm.exec(said);
  if (every) {
    const [whole, count = "1", unit = "", low = "00:00", high = "23:59:59", after] = every;
    const step = Number(count) * { hour: 3600, minute: 60, second: 1 }[unit as "hour"];
    const end = clock(high) + (after === undefined ? 0 : 86_400);
    const offsets: number[] = [];
    for (let at = clock(low); at <= end; at += step) offsets.push(at);
    return { offsets, isNight: after !== undefined, rest: said.slice(whole.length) };
  }
  const list = listForm.exec(said);
  if (list) {
    const [whole, times = ""] = list;
    return { offsets: items(times).map(clock), isNight: false, rest: said.slice(whole.length) };
  }
  const fields = fieldsForm.exec(said);
  if (!fields) throw new Error(`no times: ${said}`);
  const [whole, second = "0", minute = "0 to 59", hour = "0 to 23"] = fields;
  const offsets = spans(hour, Number).flatMap((h) =>
    spans(minute, Number).flatMap((m) => spans(second, Number).map((s) => h * 3600 + m * 60 + s)),
  );
  return { offsets, isNight: false, rest: said.slice(whole.length) };
}

interface SaidDays {
  isSaid: Test;
  isOpen: Test;
  /** Business days are counted: the calendar says what they are, and keeps nothing else away. */
  isCounted: boolean;
}

function readDays(text: string, inCalendar: (name: string, day: number) => boolean): SaidDays {
  const isOpenIn =
    (name: string): Test =>
    (day) =>
      inCalendar(name, day);
  const only = /^ on (\S+) business days$/.exec(text);
  if (only) return { isSaid: () => true, isOpen: isOpenIn(only[1] ?? ""), isCounted: false };
  const [, rest = text, calendar] =
    /^(.*?)(?:, both only)? where that is a (\S+) business day$/.exec(text) ?? [];
  const counted = readCounted(rest, inCalendar);
  if (calendar === undefined && counted) return counted;
  const isOpen: Test = calendar === undefined ? () => true : isOpenIn(calendar);
  const isSaid = counted?.isSaid ?? readClockDays(rest);
  return { isSaid, isOpen, isCounted: false };
}

const nthForm = "(?:\\d+(?:st|nd|rd|th)(?: last)?|last)";
const countedForm = new RegExp(
  [
    `^ on the (${nthForm}(?:(?:, | and )${nthForm})*)`,
    " (day|\\w+day(?:(?:, | or )\\w+day)*|(\\S+ )?business day( \\(Monday to Friday\\))?)",
    " of each (week|month|quarter|year)(?: where that is a (.+?))?(?: in (.+))?$",
  ].join(""),
);

/** ` on the 1st and last Friday of each quarter where that is a Monday in March`. */
function readCounted(
  text: string,
  inCalendar: (name: string, day: number) => boolean,
): SaidDays | null {
  const found = countedForm.exec(text);
  if (!found) return null;
  const [, which = "", unit = "", calendar, plain, of = "", also, named] = found;
  const isBusiness = unit.includes("business");
  const unitDays = unit === "day" || isBusiness ? also : unit;
  const name = plain === undefined ? (calendar?.trim() ?? "") : null;
  const isWeekday = (day: number) => ![0, 6].includes(new Date(day * 86_400_000).getUTCDay());
  const isBusinessDay = (day: number) => (name === null ? isWeekday(day) : inCalendar(name, day));
  const rule = {
    count: {
      unit:
        unit === "day"
          ? ("day" as const)
          : isBusiness
            ? ("businessDay" as const)
            : ("weekday" as const),
      nth: items(which).map(nthOf),
      of: of as "week",
    },
    ...(unitDays === undefined ? {} : { weekdays: items(unitDays).map(weekdayOf) }),
    ...(named === undefined ? {} : { months: monthsOf(named) }),
  };
  return {
    isSaid: (day) => isNamed(rule, day, isBusinessDay),
    isOpen: isBusiness ? isBusinessDay : () => true,
    isCounted: isBusiness,
  };
}

const monthsOf = (list: string) =>
  spans(list, (name) => monthNames.indexOf(name)).map((index) => months[index] ?? "jan");

const weekdayOf = (name: string): Weekday => {
  const index = dayNames.indexOf(name);
  if (index < 0) throw new Error(`no weekday: ${name}`);
  return weekdays[index] as Weekday;
};

/** `2nd`, `last`, `3rd last`. */
const nthOf = (text: string): number => {
  const [, digits, last] = /^(?:(\d+)(?:st|nd|rd|th))?( ?last)?$/.exec(text) ?? [];
  if (digits === undefined && last === undefined) throw new Error(`no ordinal: ${text}`);
  return last === undefined ? Number(digits) : -Number(digits ?? 1);
};

/** ` on Mondays where that is the 1st or last day of the month in January of 2027`. */
function readClockDays(text: string): Test {
  const [, days = text, named, years] =
    /^(.*?)(?:, both only)?(?: in ([A-Z][A-Za-z, ]*?))?(?:(?: of| in) (\d{4}[\d, a-z]*))?$/.exec(
      text,
    ) ?? [];
  const isPeriod: Test = (day) => {
    const { year, month } = Temporal.PlainDate.from(dateOf(day));
    return (
      (named === undefined || monthsOf(named).includes(months[month - 1] as "jan")) &&
      (years === undefined || spans(years, Number).includes(year))
    );
  };
  const isDay = readDayParts(days);
  return (day) => isPeriod(day) && isDay(day);
}

function readDayParts(text: string): Test {
  if (text === "" || text === " every day") return () => true;
  const both = / where that is /;
  const either = / and also on /;
  if (either.test(text)) {
    const [one = "", other = ""] = text.split(either).map((part) => part.replace(/^ on /, ""));
    const [a, b] = [readPart(one), readPart(other)];
    return (day) => a(day) || b(day);
  }
  const parts = text.replace(/^ on /, "").split(both).map(readPart);
  return (day) => parts.every((part) => part(day));
}

/** `the 1st, 3rd to 5th and last day of the month`; or weekdays. */
function readPart(text: string): Test {
  const weekday = "weekday (Monday to Friday)";
  const plain = text.replaceAll(weekday, "workday");
  const dates = /^the ((?:\d+(?:st|nd|rd|th)|last|workday).*) of the month$/.exec(plain);
  if (dates && !/[A-Z]/.test(plain)) {
    const tests = items(dates[1] ?? "").map(readDate);
    return (day) => tests.some((one) => one(day));
  }
  const tests = text.split(/, (?!both)| and /).map(readWeekday);
  return (day) => tests.some((one) => one(day));
}

const lengthOf = (date: Temporal.PlainDate): number => date.daysInMonth;

function readDate(item: string): Test {
  const nearest = /^workday nearest to the (\d+)/.exec(item);
  if (nearest) return (day) => nearestWorkday(day, Number(nearest[1])) === day;
  if (item === "last workday") return (day) => lastWorkday(day) === day;
  const [low = "", high = low] = item.split(" to ");
  const [first, last] = [low, high].map((one) => nthOf(one.replace(/ day$/, ""))) as [
    number,
    number,
  ];
  return (at) => {
    const date = Temporal.PlainDate.from(dateOf(at));
    const n = first > 0 ? date.day : lengthOf(date) - date.day + 1;
    return n >= Math.abs(first) && n <= Math.abs(last);
  };
}

const isWorkday = (date: Temporal.PlainDate): boolean => date.dayOfWeek < 6;
const numberOf = (date: Temporal.PlainDate): number => Date.parse(`${date}`) / 86_400_000;

/** Of the month of a day: from Monday to Friday, nearest to one of its dates, within the month. */
function nearestWorkday(day: number, wanted: number): number | null {
  const date = Temporal.PlainDate.from(dateOf(day));
  if (wanted > lengthOf(date)) return null;
  const target = date.with({ day: wanted });
  for (let away = 0; away < 3; away++)
    for (const one of [target.subtract({ days: away }), target.add({ days: away })])
      if (one.month === date.month && isWorkday(one)) return numberOf(one);
  return null;
}

function lastWorkday(day: number): number {
  const date = Temporal.PlainDate.from(dateOf(day));
  let one = date.with({ day: lengthOf(date) });
  while (!isWorkday(one)) one = one.subtract({ days: 1 });
  return numberOf(one);
}

/** `Mondays`, `Tuesdays to Fridays`, `the 2nd Friday of the month`. */
function readWeekday(item: string): Test {
  const nth = /^the (.+) (\w+day) of the month$/.exec(item);
  if (nth) {
    const [, which = "", name = ""] = nth;
    const rule = {
      count: { unit: "weekday" as const, nth: [nthOf(which)], of: "month" as const },
      weekdays: [weekdayOf(name)],
    };
    return (day) => isNamed(rule, day, () => false);
  }
  const [low = "", high = low] = item.split(" to ");
  const [first, last] = [low, high].map((one) => {
    // Weeks begin with Monday.
    return (weekdays.indexOf(weekdayOf(one.replace(/s$/, ""))) + 6) % 7;
  }) as [number, number];
  return (day) => {
    const place = (new Date(day * 86_400_000).getUTCDay() + 6) % 7;
    return place >= first && place <= last;
  };
}

interface Moves {
  roll: string;
  limit: number;
  shift: number;
  /** Seconds after midnight. */
  newDay: number;
  /** New day moves the calendar's days alone. */
  isOfClock: boolean;
  /** Seconds by which all is later. */
  later: number;
}

function readClauses(clauses: readonly string[]): Moves {
  const moves: Moves = { roll: "skip", limit: 31, shift: 0, newDay: 0, isOfClock: false, later: 0 };
  for (const clause of clauses) {
    const roll =
      /^(next|previous|nearest) business day if excluded(?: \(at most (\d+) days? away\))?$/.exec(
        clause,
      );
    const shift = /^then (\d+) business days? (earlier|later)$/.exec(clause);
    const early =
      /^what (?:is due|begins) before (\S+) (counts for the day before|needs the day before to be that business day)$/.exec(
        clause,
      );
    const jitter = /^each (\S+) later by its jitter within \S+$/.exec(clause);
    if (jitter) moves.later = (parseDuration(jitter[1] ?? "") ?? 0) / 1000;
    else if (roll) {
      moves.roll = roll[1] ?? "";
      moves.limit = Number(roll[2] ?? 31);
    } else if (shift) moves.shift = Number(shift[1]) * (shift[2] === "later" ? 1 : -1);
    else if (early) {
      moves.newDay = clock(early[1] ?? "");
      moves.isOfClock = early[2] !== "counts for the day before";
    } else throw new Error(`no such clause: ${clause}`);
  }
  return moves;
}

/** Days to which those said come, as a person would move them with a calendar of paper. */
function movedBy(isSaid: Test, isOpen: Test, { roll, limit, shift }: Moves): Test {
  const rolled: Test = (day) => {
    if (!isOpen(day)) return false;
    if (isSaid(day)) return true;
    if (roll === "skip") return false;
    for (let away = 1; away <= limit; away++)
      for (const from of [day - away, day + away])
        if (isSaid(from) && !isOpen(from) && target(from) === day) return true;
    return false;
  };
  const target = (from: number): number | null => {
    for (let away = 1; away <= limit; away++) {
      if (roll !== "previous" && isOpen(from + away)) return from + away;
      if (roll !== "next" && isOpen(from - away)) return from - away;
    }
    return null;
  };
  if (shift === 0) return rolled;
  return (day) => {
    if (!isOpen(day)) return false;
    let from = day;
    for (let left = Math.abs(shift), steps = 0; left > 0 && steps < 2000; steps++) {
      from -= Math.sign(shift);
      if (isOpen(from)) left--;
    }
    return rolled(from);
  };
}
