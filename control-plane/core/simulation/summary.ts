// Differences of fire times for people: those of one time of day and one kind are one line, which says how many there are,
// on which days of the week and between which dates. It keeps a few figures for each time of day, however long the range.

import { dayOf } from "../calendar/date.ts";
import { weekday, weekdayNames } from "../schedule/civil.ts";
import type { Difference } from "./difference.ts";
import type { Fire, Timed } from "./fire.ts";
import { localText } from "./line.ts";

interface Group {
  kind: Difference["kind"];
  clock: string;
  count: number;
  /** Day numbers of business dates, ascending: how many, the first few, and the last. */
  dates: number;
  first: number[];
  last: number;
  /** How many dates fall on each weekday, from Sunday. */
  weekdays: number[];
}

const mostListed = 3;
const mostClocks = 6;

export interface Summary {
  add(difference: Difference): void;
  /** Such as `22 moved: 02:30 → 03:00, every Mon to Fri from 2026-12-01 to 2026-12-30`. */
  lines(): string[];
}

export function summaryOf(before: Timed | null, after: Timed | null): Summary {
  const groups = new Map<string, Group>();
  const clock = clockOf(before, after);
  return {
    add(difference) {
      const text = clockText(difference, clock);
      const group = groups.getOrInsertComputed(`${difference.kind} ${text}`, () => ({
        ...{ kind: difference.kind, clock: text, count: 0, dates: 0, first: [], last: -Infinity },
        weekdays: [0, 0, 0, 0, 0, 0, 0],
      }));
      count(group, dayOf((difference.before ?? difference.after).date));
    },
    lines: () => linesOf([...groups.values()]),
  };
}

function count(group: Group, day: number): void {
  group.count++;
  if (day === group.last) return;
  group.dates++;
  if (group.first.length < mostListed) group.first.push(day);
  group.last = day;
  const at = weekday(day);
  group.weekdays[at] = (group.weekdays[at] ?? 0) + 1;
}

/** A time of day, with how many days it is after its business date; with the zone where there are several. */
function clockOf(before: Timed | null, after: Timed | null) {
  const zones = new Set(
    [before, after].flatMap((side) => (side?.triggers ?? []).map(({ timezone }) => timezone)),
  );
  const clock = (side: Timed | null, fire: Fire): string => {
    const zone = side?.triggers[fire.trigger]?.timezone ?? "UTC";
    const local = localText(fire.at, zone);
    const days = dayOf(local.slice(0, 10)) - dayOf(fire.date);
    const time = local.slice(11, local.slice(17, 19) === "00" ? 16 : 19);
    const later = days === 0 ? "" : `${days > 0 ? "+" : ""}${days}d`;
    return `${time}${later}${zones.size > 1 ? ` ${zone}` : ""}`;
  };
  return { before: (fire: Fire) => clock(before, fire), after: (fire: Fire) => clock(after, fire) };
}

function clockText(difference: Difference, clock: ReturnType<typeof clockOf>): string {
  const { before, after } = difference;
  if (before === null) return clock.after(after);
  return after === null ? clock.before(before) : `${clock.before(before)} → ${clock.after(after)}`;
}

const words: Record<Difference["kind"], string> = {
  removed: "fewer",
  added: "more",
  moved: "moved",
  redated: "for another date",
};

/** Times of day of the same kind and the same dates share a line. */
function linesOf(groups: readonly Group[]): string[] {
  const lines = Map.groupBy(groups, (group) => `${group.kind} ${group.count} ${datesText(group)}`);
  return [...lines.values()].map((alike) => {
    const { kind } = alike[0] as Group;
    const all = alike.reduce((sum, group) => sum + group.count, 0);
    const clocks = alike.map((group) => group.clock);
    const shown =
      clocks.length <= mostClocks
        ? clocks.join(", ")
        : `${clocks.length} times of day, ${clocks[0]} to ${clocks.at(-1)}`;
    return `${all} ${words[kind]}: ${shown}, ${datesText(alike[0] as Group)}`;
  });
}

/** `on 2026-12-01, 2026-12-08`, `every Mon to Fri from … to …`, or `on 9 dates from … to …, Sat, Sun`. */
function datesText({ dates, first, last, weekdays }: Group): string {
  const text = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10);
  if (dates <= mostListed) return `on ${first.map(text).join(", ")}`;
  const begin = first[0] as number;
  const span = `from ${text(begin)} to ${text(last)}`;
  const days = weekdays.flatMap((many, at) => (many > 0 ? [at] : []));
  let possible = 0;
  for (let day = begin; day <= last; day++) if (weekdays[weekday(day)] !== 0) possible++;
  const named = days.length === 7 ? "day" : weekdaysText(days);
  if (possible === dates) return `every ${named} ${span}`;
  return `on ${dates} dates ${span}${days.length === 7 ? "" : `, ${named}`}`;
}

/** `Mon to Fri`, `Sun to Thu`, `Sat, Sun`: a range where three or more follow one another. */
function weekdaysText(days: readonly number[]): string {
  const name = (day: number) => weekdayNames[day]?.slice(0, 3);
  const fromMonday = [1, 2, 3, 4, 5, 6, 0].filter((day) => days.includes(day));
  const firsts = fromMonday.filter((day) => !days.includes((day + 6) % 7));
  const [first] = firsts;
  if (days.length < 3 || first === undefined || firsts.length > 1)
    return fromMonday.map(name).join(", ");
  return `${name(first)} to ${name((first + days.length - 1) % 7)}`;
}
