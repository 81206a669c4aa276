// Days and times as triggers: alternatives, of which coinciding ones are one run.

import type { OnlyOnSpec, ScheduleSpec, TriggerSpec } from "#schemas/types.ts";
import type { StartTimes } from "../legacy/schedule.ts";
import { faultOfWords } from "./checked-words.ts";
import type { Words } from "./day-words.ts";
import type { ProjectDraft } from "./draft.ts";

/**
 * Null: triggers have no words for these days. Nor have they where one of several alternatives is a day that never comes: each
 * trigger must fire, and that alternative counts once its calendar has more days.
 */
export function triggersOf(
  words: Words,
  times: StartTimes,
  project: ProjectDraft,
  more: Pick<Form, "dst"> = {},
): TriggerSpec[] | null {
  const dated = alternatives(words);
  if (dated === null || (dated.length > 1 && dated.some((one) => neverFires(one, project))))
    return null;
  return dated.flatMap(({ dates, ...moves }) =>
    clocksOf(times, dates).map((clock) => ({
      schedule: isCounted(dates)
        ? { ...dates, ...clock, ...more }
        : { ...clock, ...dates, ...more },
      ...moves,
    })),
  );
}

type Form = Exclude<ScheduleSpec, string>;
type Dates = Omit<
  OnlyOnSpec,
  "any" | "all" | "not" | "days" | "except" | "calendar" | "roll" | "shift"
>;
type Dated = { dates: Dates } & Pick<TriggerSpec, "calendar" | "roll" | "shift">;

const neverFires = ({ dates, ...moves }: Dated, project: ProjectDraft): boolean =>
  faultOfWords({ ...dates, ...moves }, project) !== null;

function alternatives(words: Words): Dated[] | null {
  if (words === null) return [{ dates: {} }];
  const { any, all, not, days, except, calendar, roll, shift, ...dates } = words;
  if (any) {
    const each = any.map(alternatives);
    return each.includes(null) ? null : each.flatMap((one) => one ?? []);
  }
  if (all || not || except) return null;
  const moves = {
    ...(calendar !== undefined && { calendar }),
    ...(roll !== undefined && { roll }),
    ...(shift !== undefined && { shift }),
  };
  if (!days) return [{ dates, ...moves }];
  const listed = listedDates(days);
  if (listed === null || dates.months) return null;
  return [
    ...(dates.weekdays ? [{ dates, ...moves }] : []),
    ...listed.map((one) => ({ ...one, ...moves })),
  ];
}

/** Days of each month; null where something else is listed. */
function listedDates(days: NonNullable<OnlyOnSpec["days"]>): Dated[] | null {
  const ofMonth: number[] = [];
  const found: Dated[] = [];
  for (const entry of days) {
    if (typeof entry === "string") return null;
    const { day, nth, weekday, calendar, ...more } = entry;
    if (Object.keys(more).length > 0) return null;
    if (day !== undefined) ofMonth.push(day);
    else if (nth !== undefined && weekday)
      found.push({ dates: { nthWeekday: nth, weekdays: weekday } });
    else if (calendar !== undefined) return null;
  }
  if (ofMonth.length === 0) return found;
  return [{ dates: { nthDay: ofMonth.length === 1 ? (ofMonth[0] as number) : ofMonth } }, ...found];
}

/** One schedule has all times of day; minutes that are not a beat have one each. */
function clocksOf(times: StartTimes, dates: Dates): Form[] {
  if ("at" in times) {
    const at = times.at.length === 1 ? (times.at[0] as string) : [...times.at];
    return [isCounted(dates) ? { at } : { daily: at }];
  }
  const { minutes } = times;
  const step = 60 / minutes.length;
  const [first = 0] = minutes;
  const isBeat = minutes.every((minute, index) => minute === first + index * step);
  if (isBeat) return [everyFrom(step, first)];
  return minutes.map((minute) => everyFrom(60, minute));
}

const isCounted = ({ nthDay, nthWeekday, nthBusinessDay }: Dates): boolean =>
  [nthDay, nthWeekday, nthBusinessDay].some((nth) => nth !== undefined);

const everyFrom = (step: number, first: number): Form => ({
  every: step === 60 ? "1h" : `${step}m`,
  ...(first > 0 && { from: `00:${`${first}`.padStart(2, "0")}` }),
});
