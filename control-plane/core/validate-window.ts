// The window of a task as written: it has a duration, and `late` says something of it.

import { type LocalTask, placeIn, rawOf } from "./local-task.ts";
import type { Problem } from "./problem.ts";
import { laterText } from "./validate-deadline.ts";
import { type DayTime, ending, opening, secondsOf } from "./window.ts";

/** @param newDay of the pipeline; null: not known, as of those that will use a template */
export function checkWindow(task: LocalTask, newDay: string | null, problems: Problem[]): void {
  if (!checkLate(task, problems) || newDay === null) return;
  const { notBefore, notAfter, late } = task.spec;
  // An end that does not say its day is within a day of the opening, and what had the wrong shape was reported.
  if (!notAfter?.includes("+") || (notBefore === undefined && "notBefore" in rawOf(task))) return;
  const opens = opening(notBefore, newDay);
  const lasts = secondsOf(ending(notAfter, opens) as DayTime) - secondsOf(opens);
  const where = notBefore === undefined ? "its business date begins" : "it opens";
  if (lasts <= 0)
    problems.push({
      ...placeIn(task, "notAfter"),
      code: "invalid-window",
      message: `the window closes at ${notAfter}, but ${where} at ${opens.time}+${opens.days}d`,
      help: laterText(notAfter, secondsOf(opens)),
    });
  else if (lasts > 86_400 && late !== undefined && late !== "skip")
    problems.push({
      ...placeIn(task, "late"),
      at: "key",
      code: "invalid-window",
      message: "a window of more than a day overlaps the next one: nothing is too late",
      help: "remove `late`, or the days of `notAfter`",
    });
}

/** Whether nothing is wrong. */
function checkLate(task: LocalTask, problems: Problem[]): boolean {
  const before = problems.length;
  const { late, repeat, notBefore } = task.spec;
  if (late === undefined) return true;
  // What had the wrong shape was reported.
  const given = rawOf(task);
  const report = (message: string, help: string) =>
    problems.push({ ...placeIn(task, "late"), at: "key", code: "invalid-window", message, help });
  if (!("notAfter" in given))
    report("without `notAfter` nothing is too late", "add `notAfter`, or remove `late`");
  else if (late === "nearest" && !("notBefore" in given))
    report("a window that has no beginning has no nearer edge", "add `notBefore`");
  else if (notBefore?.includes("+") && late !== "skip")
    report(
      "a window that opens days later is the one of its run's date alone",
      "remove `late`, or the days of `notBefore`",
    );
  else if (repeat && late !== "skip")
    report(
      "a repeating task keeps to the window of its run's date",
      "remove `late`, or give a pipeline of its own a schedule instead of `repeat`",
    );
  return problems.length === before;
}
