// Which earlier runs a run is compared with: those for days of its kind where there are enough, else the newest of all.

import { memo } from "../memo.ts";
import { fewestSamples, mostSamples } from "./expected.ts";

/** Runs of a pipeline that are looked through for those of a kind: three month's ends lie within 95 daily runs. */
export const mostLookedThrough = 100;

export const dayKinds = ["workday", "weekend", "monthEnd"] as const;
export type DayKind = (typeof dayKinds)[number];

/**
 * The last Monday-to-Friday day of a month is its end: its load is another one's, whatever day of the week it is.
 * Thousands of pipelines have runs for the same few dates, and Temporal takes some 10 us for each.
 */
export const dayKindOf = memo(findKind, 100_000);

function findKind(date: string): DayKind {
  const day = Temporal.PlainDate.from(date);
  if (day.dayOfWeek > 5) return "weekend";
  const next = day.add({ days: day.dayOfWeek === 5 ? 3 : 1 });
  return next.month === day.month ? "workday" : "monthEnd";
}

/** An earlier run. */
export interface Past {
  run: string;
  /** Its business date. */
  date: string;
}

/**
 * Of runs, the newest first, those to compare with, at most `mostSamples`.
 * @param kind Null: days of all kinds.
 * @returns `kind` is null where too few were for a day of that kind.
 */
export function comparable(
  past: readonly Past[],
  kind: DayKind | null,
): { runs: string[]; kind: DayKind | null } {
  const alike = kind === null ? [] : past.filter(({ date }) => dayKindOf(date) === kind);
  const enough = alike.length >= fewestSamples;
  const chosen = enough ? alike : past;
  return {
    runs: chosen.slice(0, mostSamples).map(({ run }) => run),
    kind: enough ? kind : null,
  };
}

/** For people, behind "earlier runs". */
export const dayKindText: Record<DayKind, string> = {
  workday: " for working days",
  weekend: " for weekends",
  monthEnd: " for a month's last working day",
};
