// What `trunkline why-ordered` prints: the answer, each rule with its place, the dates around.

import { dayOf } from "#core/calendar/date.ts";
import { weekday } from "#core/schedule/civil.ts";
import { clockText } from "#core/schedule/clock-text.ts";
import { explainDay, nearDates } from "#migrators/explain.ts";
import { decisive, type Reason, weekdayName } from "#migrators/explanation.ts";
import type { LegacyEstate, LegacyJob } from "#migrators/legacy.ts";
import type { LegacyReason, WhyOrdered } from "#schemas/types.ts";
import type { Output } from "./output.ts";

/** Longer values are cut: a list of dates may have thousands. */
const longestValue = 60;

export function explainedJob(job: LegacyJob, date: string, estate: LegacyEstate): WhyOrdered {
  const explanation = explainDay[estate.system](job, date, estate);
  const { ordered, starts, reasons } = explanation;
  const deciding = new Set(decisive(explanation));
  return {
    ...{ source: estate.system, job: job.key, date, weekday: weekdayName(weekday(dayOf(date))) },
    ...{ ordered, starts: starts.map((at) => `${clockText(at / 1000)}Z`) },
    reasons: reasons.map((each) => flat(each, deciding.has(each))),
    ...nearDates(job, date, estate),
  };
}

const flat = ({ holds, text, from, parts }: Reason, decides: boolean): LegacyReason => ({
  ...{ holds, text, decides },
  places: from.map(({ name, value, place }) => ({
    ...{ file: place.file, line: place.line, column: place.column, attribute: name },
    value: value.length > longestValue ? `${value.slice(0, longestValue)}…` : value,
  })),
  parts: parts.map((part) => flat(part, false)),
});

export function printExplanation(told: WhyOrdered, out: Output): void {
  out.json(told);
  const { job, date, ordered, starts, reasons, previous, next } = told;
  const answer =
    ordered === null ? "nobody can tell" : ordered ? "it is ordered" : "it is not ordered";
  out.text(`${out.style("bold", `${job} on ${told.weekday} ${date}`)}: ${answer}`);
  for (const each of reasons) printReason(each, out, each.decides ? "* " : "  ");
  const [first] = starts;
  const more = starts.length > 1 ? ` and ${starts.length - 1} times more` : "";
  if (first !== undefined) out.text(`may start at ${first}${more}, dependencies aside`);
  out.text(`before: ${previous ?? "none found"}; after: ${next ?? "none found"}`);
}

function printReason(
  { holds, text, places, parts }: LegacyReason,
  out: Output,
  indent: string,
): void {
  const mark = holds === null ? "[?]" : holds ? "[x]" : "[ ]";
  out.text(`${indent}${mark} ${text}`);
  const inner = " ".repeat(indent.length + 4);
  for (const { file, line, attribute, value } of places)
    out.text(`${inner}${file}:${line}  ${attribute}${value === "" ? "" : `="${value}"`}`);
  for (const part of parts) printReason(part, out, inner);
}
