// Cron text as busybox reads it: ranges go on from the start, days of the month are counted from 0, Sunday is 0 only.

import {
  type CronIssue,
  type CronReading,
  type Field,
  issueAt,
  itemsOf,
  type Token,
  valueIn,
  warnUneven,
} from "./cron-text.ts";
import { readFiveFields } from "./five-fields.ts";

export const readBusybox = (text: string): CronReading =>
  readFiveFields(text, {
    read: (token, field, issues) => ({
      values: itemsOf(token).flatMap((item) => readItem(item, wheelOf(field), issues)),
    }),
    // By what it matches, however it is written; 1-31 lacks the day 0 and so restricts.
    isOpen: (_token, values, { name }) => values.size === (name === "day of month" ? 32 : 7),
    extraFields: "busybox has neither seconds nor years; it takes more for the command",
  });

/** Days of the month are the values 0 to 31: `*` begins at 0, so that steps of 2 are the even days. */
const wheelOf = (field: Field): Field => {
  if (field.name === "day of month") return { ...field, min: 0, turn: 32 };
  return field.name === "day of week" ? { ...field, max: 6 } : field;
};

function readItem(item: Token, field: Field, issues: CronIssue[]): number[] {
  const found = /^(?:(\*)|([0-9]+|[a-z]{3})(?:-([0-9]+|[a-z]{3}))?)(?:\/(\d*))?$/i.exec(item.text);
  const [, star, first = "", last, stepText] = found ?? [];
  const from = star ? field.min : valueIn(first, field);
  const to = star ? field.max : last === undefined ? from : valueIn(last, field);
  if (!found || from === null || to === null) {
    const low = field.name === "day of month" ? 1 : field.min;
    const help = `write ${low} to ${field.max}, ranges a-b, steps */n and a-b/n`;
    issues.push(issueAt(item, "error", `"${item.text}" is no ${field.name} for busybox`, help));
    return [];
  }
  const step = Number(stepText ?? 1);
  if (stepText !== undefined && step !== 1) warnStep(item, field, from, to, star, step, issues);
  const turn = field.max - field.min + 1;
  const length = (to - from + turn) % turn;
  const values: number[] = [];
  for (let offset = 0; offset <= length; offset += step || turn)
    values.push(field.min + ((from - field.min + offset) % turn));
  return values;
}

function warnStep(
  item: Token,
  field: Field,
  from: number,
  to: number,
  star: string | undefined,
  step: number,
  issues: CronIssue[],
): void {
  const isDay = field.name === "day of month";
  if (step === 0 || (star === undefined && from === to)) {
    const message = `busybox takes only ${from} of "${item.text}"`;
    issues.push(issueAt(item, "warning", message, `write ${from}-${field.max}/${step || 1}`));
  } else if (isDay && star !== undefined) {
    const message = `busybox counts "${item.text}" from day 0, so it begins with day ${step}`;
    issues.push(issueAt(item, "warning", message, `write 1-31/${step} to begin with day 1`));
  } else if (from < to) warnUneven(item, field, from, to, step, star !== undefined, issues);
}
