// One component of an OnCalendar text: `*`, or a list of values, ranges `a..b` and steps `a/n`, `a..b/n`.

import { type CronIssue, issueAt, itemsOf, stepped, type Token, warnUneven } from "./cron-text.ts";

export interface Component {
  name: string;
  min: number;
  max: number;
  /** Values in one turn of the wheel; null where steps are not expected to go on evenly. */
  turn: number | null;
  /** Whether values count back from the month's last day, which is 1. */
  isFromEnd: boolean;
}

/** The distinct values; of days from the end, as they are counted. */
export function readComponent(token: Token, component: Component, issues: CronIssue[]): number[] {
  const { min, max } = component;
  if (token.text === "*") return Array.from({ length: max - min + 1 }, (_, index) => min + index);
  return [...new Set(itemsOf(token).flatMap((item) => readItem(item, component, issues)))];
}

function readItem(item: Token, component: Component, issues: CronIssue[]): number[] {
  const { name, min, max, isFromEnd } = component;
  const refuse = (help: string) => {
    issues.push(issueAt(item, "error", `"${item.text}" is no ${name} for systemd`, help));
    return [];
  };
  const found = /^(\d+)(?:\.\.(\d+))?(?:\/(\d+))?$/.exec(item.text);
  if (!found) {
    const [, step] = /^\*\/(\d+)$/.exec(item.text) ?? [];
    if (step !== undefined) return refuse(`write ${min}/${step}`);
    if (/^\d+-\d+$/.test(item.text)) return refuse(`write ${item.text.replace("-", "..")}`);
    if (/^\d+\.\d+$/.test(item.text)) return refuse("due times here are whole seconds");
    return refuse(`write ${min} to ${max}, ranges a..b, steps a/n`);
  }
  const from = fullYear(Number(found[1]), name);
  const to = found[2] === undefined ? null : fullYear(Number(found[2]), name);
  const step = found[3] === undefined ? (to === null ? 0 : 1) : Number(found[3]);
  const bounds = `${name}s go from ${min} to ${max}`.replace("day of months", "days");
  // Only what is reached must exist: 6..13/2 are months.
  const last = to === null || to < from || step === 0 ? to : to - ((to - from) % step);
  if (from < min || from > max || (last !== null && (last < min || last > max)))
    return refuse(bounds);
  if (to !== null && to < from) return refuse(`write ${to}..${from}, or two lists over the turn`);
  if (found[3] !== undefined && step === 0) return refuse("write a step of 1 or more");
  if (to !== null) {
    if (to > from && from + step > to) {
      const message = `the step ${step} leaves only ${from} of "${item.text}"`;
      issues.push(issueAt(item, "warning", message, `write ${from}`));
    }
    return [...stepped(from, to, step)];
  }
  // Days from the end run towards the end: `~07/1` is the last week. A step that never moves on is refused.
  const room = isFromEnd ? from - min : max - from;
  if (step > room) return refuse(`a step of ${step} leaves nothing; write ${from}`);
  if (step === 0) return [from];
  const { turn } = component;
  if (turn !== null) warnUneven(item, { name, turn }, from, max, step, true, issues);
  return isFromEnd ? [...stepped(from % step || step, from, step)] : [...stepped(from, max, step)];
}

const fullYear = (value: number, name: string): number => {
  if (name !== "year" || value > 99) return value;
  return value < 70 ? value + 2000 : value + 1900;
};
