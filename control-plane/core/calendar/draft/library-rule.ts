// The text by which date-holidays works out a holiday, such as `01-01 and if sunday then next monday` → ways to say the same
// in rules of ours. They are guesses: `fit.ts` takes one that gives the library's very dates.

import { monthNames } from "../../schedule/civil.ts";
import {
  type CalendarRule,
  months,
  type Side,
  type Substitute,
  type Weekday,
} from "../calendar.ts";
import { dateOf, dayOf } from "../date.ts";

export interface LibraryRule {
  /** The day before anything moves it: `01-01`, `easter -2`, `1 shawwal`. */
  base: string;
  /** Names only the days that stand in for others: its text begins with `substitutes`. */
  isOfSubstitutes: boolean;
  /** How many days it lasts; 1 without a duration. */
  length: number;
  moves: readonly Move[];
  /** Where the day is looked up or computed; null where plain arithmetic finds it. */
  reckoning: Reckoning | null;
}

interface Move {
  on: Weekday[];
  side: Side;
  to: Weekday;
}

export type Reckoning = "islamic" | "moon" | "sun";

const reckonings: readonly [Reckoning, RegExp][] = [
  ["islamic", /muharram|safar|rabi|jumada|rajab|shaban|ramadan|shawwal|dhu al/],
  ["moon", /chinese|korean|vietnamese/],
  ["sun", /equinox|solstice|solarterm/],
];

const dayNames: Readonly<Record<string, Weekday>> = {
  ...{ sunday: "sun", monday: "mon", tuesday: "tue", wednesday: "wed" },
  ...{ thursday: "thu", friday: "fri", saturday: "sat" },
};

export function readLibraryRule(text: string): LibraryRule {
  const rule = text.toLowerCase().trim();
  const isOfSubstitutes = rule.startsWith("substitutes ");
  const [base = ""] = rule
    .replace(/^substitutes /, "")
    .split(/ (?:and if|if|since|prior to|not on|in leap|in non-leap|in even|in odd|every|#\d)/);
  const [, days] = / p(\d+)d/.exec(rule) ?? [];
  return {
    base: base.replace(/ p[\dtdhm]+$/, "").replace(/ \d\d:\d\d$/, ""),
    isOfSubstitutes,
    length: days === undefined ? 1 : Number(days),
    moves: [...rule.matchAll(/\bif ([a-z, ]+?) then (next|previous) ?([a-z]+day)/g)].flatMap(
      ([, on = "", side, to = ""]) => {
        const target = dayNames[to];
        const weekdays = on.split(",").flatMap((day) => dayNames[day.trim()] ?? []);
        return target ? { on: weekdays, side: side as Side, to: target } : [];
      },
    ),
    reckoning: reckonings.find(([, pattern]) => pattern.test(rule))?.[0] ?? null,
  };
}

/** Ways to say it, best first; each is all entries that it takes. @param moves Of all texts of the holiday. */
export function waysToSay(
  { base, length }: Pick<LibraryRule, "base" | "length">,
  moves: readonly Move[],
): CalendarRule[][] {
  if (/^\d\d-\d\d$/.test(base)) return fixedDate(base, length, moves);
  if (length > 1) return [];
  const [, church, days = "0"] = /^(easter|orthodox)(?: ([+-]?\d+))?$/.exec(base) ?? [];
  if (church === "easter") return [[{ easter: Number(days) }]];
  if (church === "orthodox") return [[{ orthodoxEaster: Number(days) }]];
  return nthWeekday(base) ?? besideDate(base) ?? julianDate(base);
}

function fixedDate(date: string, length: number, moves: readonly Move[]): CalendarRule[][] {
  if (length > 1) return [[{ from: date, until: dayAfter(date, length - 1) }]];
  const substitute = substituteOf(moves);
  const moved = substitute === null ? [] : [{ date, substitute }];
  return [
    ...(moved.length > 0 ? [moved, [{ date }, ...moved]] : []),
    ...weekdayFrom(date, moves),
    [{ date }],
  ];
}

/** Of those that leave Saturday and Sunday: others move what is no day off, which `substitute` doesn't. */
function substituteOf(moves: readonly Move[]): Substitute | null {
  const sideOn = (day: Weekday): Side | undefined => moves.find(({ on }) => on.includes(day))?.side;
  const [sat, sun] = [sideOn("sat"), sideOn("sun")];
  if (sat === undefined && sun === undefined) return null;
  if (sat === "previous" && sun === "next") return "nearest";
  if (sat === sun && sat !== undefined) return sat;
  return { ...(sat && { sat }), ...(sun && { sun }) };
}

/** `if tuesday,wednesday,… then next monday`: all other days move on to that weekday. */
function weekdayFrom(date: string, moves: readonly Move[]): CalendarRule[][] {
  const [move] = moves;
  if (move?.side !== "next" || moves.some(({ to }) => to !== move.to)) return [];
  return [[{ weekday: [move.to], after: dayAfter(date, -1) }]];
}

const ordinal = /^(\d)(?:st|nd|rd|th) ([a-z]+day) in ([a-z]+)$/;

function nthWeekday(base: string): CalendarRule[][] | null {
  const [, nth, day = "", name = ""] = ordinal.exec(base) ?? [];
  const weekday = dayNames[day];
  const month = months[monthIndex(name)];
  return weekday && month ? [[{ nth: Number(nth), weekday: [weekday], month: [month] }]] : null;
}

/** Of a month's full name, from 0; -1 for another word. */
const monthIndex = (name: string): number =>
  monthNames.findIndex((month) => month.toLowerCase() === name);

/** `monday before 06-01`, `friday after 06-19`, `monday before september`; the library's texts may take the day itself for one. */
function besideDate(base: string): CalendarRule[][] | null {
  const [, day = "", side, at = ""] =
    /^(?:1st )?([a-z]+day) (before|after) ([a-z]+|\d\d-\d\d)$/.exec(base) ?? [];
  const weekday = dayNames[day];
  if (weekday === undefined || side === undefined) return null;
  const index = monthIndex(at);
  if (index < 0 && !/^\d/.test(at)) return null;
  const date = index < 0 ? at : `${String(index + 1).padStart(2, "0")}-01`;
  if (side === "after")
    return [0, -1].map((days) => [{ weekday: [weekday], after: dayAfter(date, days) }]);
  const before = [0, 1].map((days) => [{ weekday: [weekday], before: dayAfter(date, days) }]);
  const ended = months[(Number(date.slice(0, 2)) + 10) % 12] as string;
  return date.endsWith("-01")
    ? [[{ nth: -1, weekday: [weekday], month: [ended] }], ...before]
    : before;
}

/** Until 2100 the Julian calendar is 13 days behind. */
function julianDate(base: string): CalendarRule[][] {
  const [, date] = /^julian (\d\d-\d\d)$/.exec(base) ?? [];
  return date === undefined ? [] : [[{ date: dayAfter(date, 13) }]];
}

/** MM-DD so many days on, in a year without 29 February. */
const dayAfter = (date: string, days: number): string =>
  dateOf(dayOf(`2025-${date}`) + days).slice(5);
