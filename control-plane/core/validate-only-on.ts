// What `onlyOn` can get wrong beyond its shape: words that don't go together, days that no calendar has.

import type { OnlyOnSpec } from "#schemas/types.ts";
import type { Calendar } from "./calendar/calendar.ts";
import { checkDays } from "./calendar/check.ts";
import { everyDay, mondayToFriday } from "./calendar/days.ts";
import { isNever } from "./calendar/only-on.ts";
import { type CalendarSource, findCalendar } from "./calendar/read.ts";
import { diagnosticEntry } from "./diagnostic-codes.ts";
import { type LocalTask, placeIn } from "./local-task.ts";
import { normalizeOnlyOn } from "./normalize-only-on.ts";
import { namedDates } from "./normalize-schedule.ts";
import { namedCalendar } from "./normalize-triggers.ts";
import type { Place, Problem } from "./problem.ts";
import { checkForm } from "./schedule/check-form.ts";
import { writtenAt } from "./written.ts";

type Word = keyof OnlyOnSpec;

/** What may stand beside what the rule is about; the first of these that it has. */
const words: readonly [subject: Word, takes: readonly Word[]][] = [
  ["any", []],
  ["all", []],
  ["not", []],
  ["nthBusinessDay", ["of", "weekdays", "months", "calendar", "shift"]],
  ["nthDay", ["of", "weekdays", "months", "calendar", "roll", "shift"]],
  ["nthWeekday", ["of", "weekdays", "months", "calendar", "roll", "shift"]],
  ...(["calendar", "weekdays", "days", "except", "months"] as const).map(
    (subject): [Word, Word[]] => [
      subject,
      ["weekdays", "days", "except", "months", "calendar", "roll", "shift"],
    ],
  ),
];

export function checkOnlyOn(task: LocalTask, calendars: CalendarSource, problems: Problem[]): void {
  const { onlyOn } = task.spec;
  if (!onlyOn) return;
  const place = placeIn(task, "onlyOn");
  const before = problems.length;
  checkRule(onlyOn, place, calendars, problems);
  const isSound = problems
    .slice(before)
    .every(({ code }) => diagnosticEntry(code).severity !== "error");
  if (!isSound || wasCut(onlyOn, place)) return;
  const named = (name: string) => namedCalendar(name, calendars);
  if (businessDays.every((business) => isNever(normalizeOnlyOn(onlyOn, named, business))))
    problems.push({
      ...place,
      code: "invalid-only-on",
      message: "no day is one of these: the task would never run",
      help: "`any` has the days of each of its parts, `all` and what stands together only those that all have",
    });
}

/** What they are is the pipeline's to say, and one may use a template that counts weekends: both ways it must be never. */
const businessDays: readonly Calendar[] = [mondayToFriday, everyDay];

/** Something in it had the wrong type, was reported and is not there any more: without it nothing can be said. */
const wasCut = (spec: OnlyOnSpec, { file, path }: Place): boolean =>
  JSON.stringify(spec) !== JSON.stringify(writtenAt(file, path));

function checkRule(
  spec: OnlyOnSpec,
  place: Place,
  calendars: CalendarSource,
  problems: Problem[],
): void {
  const { file, path } = place;
  const given = (Object.keys(spec) as Word[]).filter((word) => spec[word] !== undefined);
  const report = (word: Word | null, message: string, help?: string) =>
    problems.push({
      ...place,
      path: word === null ? path : [...path, word],
      at: word === null ? "value" : "key",
      ...{ code: "invalid-only-on", message, help },
    });
  const [subject, takes] = words.find(([word]) => given.includes(word)) ?? [null, []];
  if (subject === null) {
    if (given.length === Object.keys(writtenAt(file, path)).length)
      report(null, "it names no day", "name a `calendar`, `weekdays`, `days` or `nthBusinessDay`");
    return;
  }
  for (const word of given)
    if (word !== subject && !takes.includes(word))
      report(word, `\`${word}\` does not go with \`${subject}\``, helpOf(word, subject));
  for (const word of ["roll", "shift"] as const)
    if (spec[word] !== undefined && subject !== "nthBusinessDay" && spec.calendar === undefined)
      report(word, `\`${word}\` needs a \`calendar\``, "name one: `calendar: target2`");
  checkNumbers(spec, report);
  const at = (...more: (string | number)[]): Place => ({ ...place, path: [...path, ...more] });
  checkDays(spec, file, path, problems);
  if (spec.calendar !== undefined) findCalendar(spec.calendar, at("calendar"), calendars, problems);
  for (const list of ["days", "except"] as const)
    for (const [index, day] of (spec[list] ?? []).entries())
      if (typeof day === "object" && day.calendar !== undefined)
        findCalendar(day.calendar, at(list, index, "calendar"), calendars, problems);
  for (const list of ["any", "all"] as const)
    for (const [index, part] of (spec[list] ?? []).entries())
      if (part) checkRule(part, at(list, index), calendars, problems);
  if (spec.not) checkRule(spec.not, at("not"), calendars, problems);
}

const helpOf = (word: Word, subject: Word): string =>
  word === "roll"
    ? "a business day never has to be rolled"
    : `write \`all: [{${subject}: …}, {${word}: …}]\` for days that are both, \`any\` for either`;

function checkNumbers(
  spec: OnlyOnSpec,
  report: (word: Word, message: string, help?: string) => void,
): void {
  if (spec.nthWeekday !== undefined && spec.weekdays === undefined) {
    report("nthWeekday", "`nthWeekday` counts the days of `weekdays`", "add `weekdays: [fri]`");
    return;
  }
  const on = namedDates(spec);
  if (on?.count === undefined) return;
  for (const { word, message, help } of checkForm({ clock: [], on }))
    report((word as Word | undefined) ?? "of", message, help);
}
