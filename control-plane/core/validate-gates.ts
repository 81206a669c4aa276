// What a task waits for and changes elsewhere, as written.

import type { ApprovalSpec, ConditionSpec, TaskSpec } from "#schemas/types.ts";
import { dateExists } from "./calendar/date.ts";
import { checkCondition, noSuchDay } from "./conditions/check.ts";
import { isFixedDate } from "./conditions/fixed-date.ts";
import { parseDuration } from "./duration.ts";
import { type LocalTask, placeIn } from "./local-task.ts";
import type { Path, Problem } from "./problem.ts";
import type { RunDay } from "./validate-deadline.ts";
import { checkWindow } from "./validate-window.ts";

type EventList = readonly ({ date?: string } | undefined)[] | undefined;

/** Problems of a task's gates and effects; expressions in `sets` are checked with the task's others. */
export function checkGates(
  task: LocalTask,
  byName: ReadonlyMap<string, LocalTask>,
  {
    isScheduled,
    pipeline,
    day,
  }: { isScheduled: boolean; pipeline?: string | undefined; day: Pick<RunDay, "newDay"> },
  problems: Problem[],
): void {
  const { awaits, reads, emits, clears, approval, on, writes } = task.spec;
  if (approval) checkApproval(approval, task, problems);
  checkWindow(task, day.newDay, problems);
  if (awaits)
    checkCondition(awaits, placeIn(task, "awaits"), {
      tasks: byName,
      self: task.name,
      pipeline,
      isScheduled,
      problems,
    });
  if (reads) checkReads(reads, task, isScheduled, problems);
  if (writes) checkWrites(writes, task, problems);
  if (!emits && !clears && !on) return;
  checkEvents(emits, task, ["emits"], isScheduled, problems);
  checkEvents(clears, task, ["clears"], isScheduled, problems);
  for (const [index, rule] of (on ?? []).entries()) {
    checkEvents(rule?.emits, task, ["on", index, "emits"], isScheduled, problems);
    checkEvents(rule?.clears, task, ["on", index, "clears"], isScheduled, problems);
  }
}

function checkWrites(
  writes: NonNullable<TaskSpec["writes"]>,
  task: LocalTask,
  problems: Problem[],
): void {
  for (const [index, write] of writes.entries())
    if (typeof write === "object" && parseDuration(write?.freshness ?? "1s") === 0)
      problems.push({
        ...placeIn(task, "writes", index, "freshness"),
        code: "invalid-duration",
        message: "an update that is fresh for no time at all is never fresh",
        help: "give a length of time: `26h`",
      });
}

function checkEvents(
  events: EventList,
  task: LocalTask,
  path: Path,
  isScheduled: boolean,
  problems: Problem[],
): void {
  for (const [index, event] of (events ?? []).entries()) {
    const report = (message: string) =>
      problems.push({
        ...placeIn(task, ...path, index, "date"),
        code: "invalid-condition",
        message,
      });
    if (event?.date !== undefined && isFixedDate(event.date) && !dateExists(event.date))
      report(noSuchDay(event.date));
    if ((event?.date === "previous" || event?.date === "next") && !isScheduled)
      report(`\`date: ${event.date}\` needs a schedule: the pipeline has none`);
  }
}

function checkReads(
  reads: NonNullable<TaskSpec["reads"]>,
  task: LocalTask,
  isScheduled: boolean,
  problems: Problem[],
): void {
  const seen = new Set<string>();
  for (const [index, read] of reads.entries()) {
    const name = typeof read === "string" ? read : read?.asset;
    if (name === undefined) continue;
    const place = placeIn(task, "reads", index);
    if (seen.has(name))
      problems.push({
        ...place,
        code: "duplicate-item",
        message: `"${name}" is already in \`reads\``,
      });
    seen.add(name);
    const context = { tasks: null, self: task.name, isScheduled, problems };
    if (typeof read === "object") checkCondition(read as ConditionSpec, place, context);
  }
}

function checkApproval(
  { by, count, deadline, onExpiry }: ApprovalSpec,
  task: LocalTask,
  problems: Problem[],
): void {
  const report = (key: string, message: string, help: string) =>
    problems.push({ ...placeIn(task, "approval", key), code: "invalid-approval", message, help });
  if (onExpiry !== undefined && deadline === undefined)
    report("onExpiry", "without `deadline` an approval never expires", "add `deadline`");
  if (deadline !== undefined && parseDuration(deadline) === 0)
    report("deadline", "within no time at all nobody can approve", "give a length of time: `4h`");
  if (by?.length === 0)
    report("by", "nobody could approve it", "name somebody, or leave `by` out: anybody may");
  // Everybody counts once.
  const people = new Set(by ?? []).size;
  if (by !== undefined && people > 0 && (count ?? 1) > people)
    report(
      "count",
      `${count} approvals can never be had of ${people === 1 ? "one person" : `${people} people`}`,
      "name more in `by`, or ask for fewer",
    );
}
