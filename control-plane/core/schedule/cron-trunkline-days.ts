// L, W and # of our cron text: days counted from the end of a month, near to a working day, or by the nth weekday.

import { type CronIssue, type Field, issueAt, type Token, valueIn } from "./cron-text.ts";

interface Draft {
  fromEnd: number;
  workdays: number;
  nth: number[];
}

/** `L`, `L-3`, `LW`, `15W`; whether the item was one of these. */
export function readRareDay(item: Token, rare: Draft, issues: CronIssue[]): boolean {
  const found = /^(?:(L)(?:-(\d+)|(W))?|(\d+)W)$/i.exec(item.text);
  if (!found) return false;
  const [, last, before, lastWorkday, workday] = found;
  if (workday !== undefined) {
    const day = Number(workday);
    if (day >= 1 && day <= 31) rare.workdays |= 1 << day;
    else
      issues.push(
        issueAt(item, "error", `"${workday}" is no day of month`, "write 1W to 31W, or LW"),
      );
  } else if (lastWorkday !== undefined) rare.workdays |= 1;
  else if (last !== undefined) {
    const days = Number(before ?? 0);
    if (days <= 30) rare.fromEnd |= 1 << (days + 1);
    else
      issues.push(
        issueAt(item, "error", `no month has a day ${days} before its last`, "write L-1 to L-30"),
      );
  }
  return true;
}

/** `5L` or `friL`, `5#2` or `fri#2`; whether the item was one of these. */
export function readRareWeekday(
  item: Token,
  rare: Draft,
  field: Field,
  issues: CronIssue[],
): boolean {
  const found = /^(\d|[a-z]{3})(?:(L)|#(\d+))$/i.exec(item.text);
  if (!found) return false;
  const [, name = "", last, nth] = found;
  const day = valueIn(name, field);
  if (day === null) {
    issues.push(
      issueAt(item, "error", `"${name}" is no day of week`, "write 0 to 7, or a name such as fri"),
    );
    return true;
  }
  const which = last === undefined ? Number(nth) : 0;
  if (last === undefined && (which < 1 || which > 5)) {
    const help = `write ${name}#1 to ${name}#5, or ${name}L for the last`;
    issues.push(issueAt(item, "error", `no month has a ${which}th ${name}`, help));
    return true;
  }
  rare.nth[day % 7] = (rare.nth[day % 7] ?? 0) | (1 << which);
  return true;
}
