// Random cron texts of each dialect, each with what it means: written from the dialects' descriptions, not from the readers.

import fc from "fast-check";
import type { Dialect } from "#core/schedule/dialect.ts";

export interface CronText {
  text: string;
  dialect: Dialect;
  /** Whether a local time, as if it were UTC, matches. */
  matches: (wall: Date) => boolean;
  /** Minute or hour begins with `*`. */
  wild: boolean;
}

interface Item {
  star: boolean;
  low: number;
  high: number;
  step: number;
}

const itemOf = (min: number, max: number): fc.Arbitrary<Item> =>
  fc
    .record({
      star: fc.boolean(),
      ends: fc.tuple(fc.integer({ min, max }), fc.integer({ min, max })),
      step: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 12 })),
    })
    .map(({ star, ends: [a, b], step }) => ({
      star,
      low: Math.min(a, b),
      high: Math.max(a, b),
      step,
    }));

const fieldOf = (min: number, max: number): fc.Arbitrary<Item[]> =>
  fc.oneof(
    { weight: 2, arbitrary: fc.constant<Item[]>([{ star: true, low: 0, high: 0, step: 1 }]) },
    { weight: 3, arbitrary: fc.array(itemOf(min, max), { minLength: 1, maxLength: 3 }) },
  );

const step = ({ step }: Item): string => (step === 1 ? "" : `/${step}`);
const cronItem = (item: Item): string =>
  item.star
    ? `*${step(item)}`
    : item.low === item.high
      ? `${item.low}`
      : `${item.low}-${item.high}${step(item)}`;
const textOf = (items: readonly Item[]): string => items.map(cronItem).join(",");

const inField = (items: readonly Item[], value: number, first: number): boolean =>
  items.some(({ star, low, high, step: by }) =>
    star
      ? (value - first) % by === 0
      : value >= low && value <= high && (low === high || (value - low) % by === 0),
  );

/** Which day fields count as set. */
const restricts: Record<
  Exclude<Dialect, "systemd">,
  (items: readonly Item[], all: readonly number[], first: number) => boolean
> = {
  trunkline: (items) => textOf(items) !== "*",
  debian: (items) => !textOf(items).startsWith("*"),
  cronie: (items) => !textOf(items).startsWith("*"),
  "cronie-tz": (items) => !textOf(items).startsWith("*"),
  kubernetes: (items) => !items.some(({ star, step: by }) => star && by === 1),
  busybox: (items, all, first) => !all.every((value) => inField(items, value, first)),
};

const upTo = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

const fiveFields = (dialect: Exclude<Dialect, "systemd">): fc.Arbitrary<CronText> =>
  fc
    .tuple(fieldOf(0, 59), fieldOf(0, 23), fieldOf(1, 28), fieldOf(1, 12), fieldOf(0, 6))
    .map(([minute, hour, day, month, weekday]) => {
      const firstDay = dialect === "busybox" ? 0 : 1;
      const either =
        restricts[dialect](day, upTo(firstDay, 31), firstDay) &&
        restricts[dialect](weekday, upTo(0, 6), 0);
      return {
        dialect,
        text: [minute, hour, day, month, weekday].map(textOf).join(" "),
        wild: textOf(minute).startsWith("*") || textOf(hour).startsWith("*"),
        matches: (wall) => {
          const byDay = inField(day, wall.getUTCDate(), firstDay);
          const byWeekday = inField(weekday, wall.getUTCDay(), 0);
          return (
            inField(minute, wall.getUTCMinutes(), 0) &&
            inField(hour, wall.getUTCHours(), 0) &&
            inField(month, wall.getUTCMonth() + 1, 1) &&
            (either ? byDay || byWeekday : byDay && byWeekday)
          );
        },
      };
    });

const weekdayNames = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const calendarItem = ({ low, high }: Item): string => (low === high ? `${low}` : `${low}..${high}`);

/** Without steps: systemd refuses those that never move on. */
const onCalendar: fc.Arbitrary<CronText> = fc
  .tuple(
    fieldOf(0, 59),
    fieldOf(0, 23),
    fieldOf(1, 28),
    fieldOf(1, 12),
    fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 3 }),
    fc.boolean(),
  )
  .map(([minute, hour, day, month, weekdays, fromEnd]) => {
    const part = (items: readonly Item[]) =>
      items.some(({ star }) => star) ? "*" : items.map(calendarItem).join(",");
    const holds = (items: readonly Item[], value: number) =>
      items.some(({ star, low, high }) => star || (value >= low && value <= high));
    const date = `*-${part(month)}${fromEnd ? "~" : "-"}${part(day)}`;
    const days = weekdays.map((weekday) => weekdayNames[weekday]).join(",");
    return {
      dialect: "systemd",
      text: `${days} ${date} ${part(hour)}:${part(minute)}`.trim(),
      wild: false,
      matches: (wall) => {
        const length = new Date(
          Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth() + 1, 0),
        ).getUTCDate();
        const ofMonth = wall.getUTCDate();
        return (
          holds(minute, wall.getUTCMinutes()) &&
          holds(hour, wall.getUTCHours()) &&
          holds(month, wall.getUTCMonth() + 1) &&
          holds(day, fromEnd ? length - ofMonth + 1 : ofMonth) &&
          (weekdays.length === 0 || weekdays.includes(wall.getUTCDay()))
        );
      },
    };
  });

export const cronTexts: fc.Arbitrary<CronText> = fc.oneof(
  ...(["trunkline", "debian", "cronie", "cronie-tz", "kubernetes", "busybox"] as const).map(
    fiveFields,
  ),
  onCalendar,
);
