// Why a job starts on one date by the legacy rules, or doesn't: what each rule says of it, with where that is written.

import type { LegacyAttribute, Statement } from "./statement.ts";

/** Where a reason is written: an attribute, or the statement that lacks one. */
export type Source = Pick<LegacyAttribute, "name" | "value" | "place">;

export interface Reason {
  /** Whether it lets the job start on the date; null: it decides nothing, or of what is unknown, nobody can say. */
  holds: boolean | null;
  text: string;
  from: readonly Source[];
  /** What it is made of. */
  parts: readonly Reason[];
}

export interface DayExplanation {
  /** Null: nobody can tell, such as without a calendar that is asked for. */
  ordered: boolean | null;
  /** First instants at which it may start for the date, ascending, in milliseconds since 1970. */
  starts: readonly number[];
  /** The job starts on the date when each of these holds, but those that decide nothing. */
  reasons: readonly Reason[];
}

export const reason = (
  holds: boolean | null,
  text: string,
  from: readonly Source[] = [],
  parts: readonly Reason[] = [],
): Reason => ({ holds, text, from, parts });

export const explained = (
  reasons: readonly Reason[],
  starts: readonly number[] = [],
): DayExplanation => ({
  ordered: reasons.every(({ holds }) => holds !== false),
  starts,
  reasons,
});

/** Of a job of which nobody can say when it starts. */
export const unknownDay = (
  problems: readonly { message: string; from: readonly Source[] }[],
): DayExplanation => ({
  ordered: null,
  starts: [],
  reasons: problems.map(({ message, from }) => reason(null, message, from)),
});

export const statementSource = ({ kind, name, place }: Statement): Source => ({
  ...{ name: kind, value: name ?? "", place },
});

/** Those that say why: the ones that hold when it starts, else the ones that don't. */
export const decisive = ({ ordered, reasons }: DayExplanation): Reason[] =>
  reasons.filter(({ holds }) => holds === ordered);

const weekdayNames = ["Sun", "Mon", "Tues", "Wednes", "Thurs", "Fri", "Satur"];

/** @param weekday 0 is Sunday, as is 7. */
export const weekdayName = (weekday: number): string => `${weekdayNames[weekday % 7]}day`;
