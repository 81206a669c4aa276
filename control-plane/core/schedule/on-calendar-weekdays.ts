// The weekdays of an OnCalendar text: `Mon..Fri,Sun`, in short or whole names.

import { type CronIssue, issueAt, type Token } from "./cron-text.ts";

const names = "monday tuesday wednesday thursday friday saturday sunday".split(" ");

/** Bits 0 (Sunday) to 6; null when the word doesn't begin with a weekday. A comma may end the list. */
export function readWeekdays(token: Token, issues: CronIssue[]): number | null {
  if (!/^(?:mon|tue|wed|thu|fri|sat|sun)/i.test(token.text)) return null;
  let set = 0;
  for (const item of token.text.replace(/,$/, "").split(",")) {
    const [, first = "", last] = /^([a-z]+)(?:(?:\.\.|-)([a-z]+))?$/i.exec(item) ?? [];
    const from = indexOf(first);
    const to = last === undefined ? from : indexOf(last);
    if (from === -1 || to === -1 || from > to) {
      const isBackwards = from !== -1 && to !== -1;
      const help = isBackwards
        ? `weeks begin with Monday; write ${first}..Sun,Mon..${last}`
        : "write Mon to Sun, or whole English names";
      issues.push(issueAt(token, "error", `"${item}" is no weekday for systemd`, help));
      return 0;
    }
    for (let day = from; day <= to; day++) set |= 1 << ((day + 1) % 7);
  }
  return set;
}

const indexOf = (text: string): number =>
  names.findIndex((name) => name === text.toLowerCase() || name.slice(0, 3) === text.toLowerCase());
