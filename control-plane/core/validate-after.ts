// Triggers that follow what happens elsewhere, and that each trigger is of one kind.

import type { ConditionSpec, PipelineSpec } from "#schemas/types.ts";
import { checkCondition } from "./conditions/check.ts";
import type { SpecFile } from "./parse.ts";
import type { Path, Problem } from "./problem.ts";
import { kindsWritten } from "./triggers/kinds.ts";
import { writtenAt } from "./written.ts";

type TriggerSpec = NonNullable<PipelineSpec["triggers"]>[number];

const ofSchedule = [
  "missed",
  "timezone",
  "dialect",
  "calendar",
  "roll",
  "shift",
  "jitter",
] as const;

const ofMessages = ["key", "if", "params", "date", "maxWaiting", "runsOn"] as const;

/** A trigger is a schedule or follows something, with the words that go with it. */
export function checkKind(
  trigger: TriggerSpec,
  path: Path,
  file: SpecFile,
  problems: Problem[],
): void {
  const report = (word: string | null, message: string, help?: string) =>
    problems.push({
      file,
      path: word === null ? path : [...path, word],
      at: word === null ? "value" : "key",
      code: "invalid-trigger",
      message,
      help,
    });
  const raw = writtenAt(file, path);
  const isScheduled = "schedule" in raw;
  const stray = isScheduled ? undefined : ofSchedule.find((word) => trigger[word] !== undefined);
  const [source, second] = kindsWritten(raw);
  const strayOfMessages = ofMessages.find((word) => trigger[word] !== undefined);
  const other = second ?? ["schedule", "after"].find((word) => word in raw);
  if (source !== undefined && other !== undefined)
    report(other, `a trigger has \`${source}\` or \`${other}\`, not both`, "write two triggers");
  else if (source === undefined && strayOfMessages !== undefined)
    report(strayOfMessages, "it belongs to triggers that messages set off, such as `webhook`");
  else if (source === undefined && !isScheduled && !("after" in raw))
    report(
      null,
      "the trigger says neither when nor after what",
      "write `schedule:`, `after:`, or where its messages come from, such as `webhook:`",
    );
  else if (trigger.schedule !== undefined && trigger.after)
    report(
      "after",
      "a trigger has `schedule` or `after`, not both",
      "`awaits` lets a due run wait",
    );
  else if (trigger.per !== undefined && !("after" in raw))
    report("per", "`per` belongs to `after`");
  else if (stray !== undefined) report(stray, "it belongs to `schedule`");
  else if (trigger.dialect !== undefined && typeof raw.schedule === "object")
    report("dialect", "it belongs to cron text", "leave it out: the other forms have no dialects");
}

/** The date of a run that follows something comes from what happened: rules must lead back to it. */
export function checkAfter(
  after: ConditionSpec,
  per: string | undefined,
  path: Path,
  file: SpecFile,
  problems: Problem[],
): void {
  const before = problems.length;
  const place = { file, path, at: "value" as const };
  checkCondition(after, place, { tasks: null, self: null, isScheduled: false, problems });
  if (problems.length > before) return;
  const dates = datesOf(after).filter((date) => !/^(same|any|static|[+-]\d+d)$/.test(date));
  if (dates.length > 0)
    problems.push({
      ...place,
      code: "invalid-trigger",
      message: `\`date: ${dates[0]}\` can't be followed back to the date of a run`,
      help: "in `after`, dates are `same`, `-1d`, `+2d`; let the run wait by `awaits` for others",
    });
  if (asksFreshness(after))
    problems.push({
      ...place,
      code: "invalid-trigger",
      message: "`after` follows an asset's updates, not whether it is fresh",
      help: "leave `state` out; in `awaits` it lets a run wait",
    });
  if (per === "run" && !follows(after))
    problems.push({
      ...place,
      code: "invalid-trigger",
      message: "`per: run` makes a run for each change, and what stands under `not` is none",
      help: "name beside it what makes a run due, by `all`",
    });
}

/** Whether anything stands there that is not under `not`. */
const follows = ({ not, ...spec }: ConditionSpec): boolean =>
  not === undefined &&
  (listsOf(spec).length === 0 ? Object.keys(spec).length > 0 : listsOf(spec).some(follows));

const listsOf = (spec: ConditionSpec): ConditionSpec[] => [
  ...(spec.all ?? []),
  ...(spec.any ?? []),
  ...(spec.of ?? []),
];

const asksFreshness = (spec: ConditionSpec): boolean =>
  (spec.asset !== undefined && spec.state !== undefined) ||
  listsOf(spec).some(asksFreshness) ||
  (spec.not ? asksFreshness(spec.not) : false);

const datesOf = (spec: ConditionSpec): string[] => [
  ...(spec.date === undefined ? [] : [spec.date]),
  ...listsOf(spec).flatMap(datesOf),
  ...(spec.not ? datesOf(spec.not) : []),
];
